'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { CodeField } from '#components/forms/code-field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

export type VerifyCodeTexts = { code: string; remember?: string; submit: string; pending: string; error: FormErrorTexts };

type VerifyCodeFormProps = {
  action: FormAction;
  texts: VerifyCodeTexts;
  redirectTo: string;
  /** The secret of the link whose mail the code is in, where a link was opened. */
  token?: string;
};

/** The six digits of a mail; the address comes from a cookie on the server. What can be ticked stands first: the last digit sends. */
export function VerifyCodeForm({ action, texts, redirectTo, token }: VerifyCodeFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <form key={state.attempt} action={formAction} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      {token ? <input type="hidden" name="token" value={token} /> : null}
      <div className="space-y-5">
        {texts.remember ? (
          <CheckboxField name="remember_me" label={texts.remember} defaultChecked={state.values.remember_me === 'on'} />
        ) : null}
        <CodeField name="code" label={texts.code} error={state.fields.code} focus />
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
