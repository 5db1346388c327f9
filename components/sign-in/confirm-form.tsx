'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

export type ConfirmTexts = { remember?: string; submit: string; pending: string; error: FormErrorTexts };

/** One button behind a mailed link: opening the link changes nothing, because mail scanners open links too. */
export function ConfirmForm({
  action,
  texts,
  token,
  redirectTo,
}: {
  action: FormAction;
  texts: ConfirmTexts;
  token: string;
  redirectTo: string;
}) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <form action={formAction} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="token" value={token} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      {texts.remember ? (
        <div className="mb-5">
          <CheckboxField name="remember_me" label={texts.remember} />
        </div>
      ) : null}
      <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
        {texts.submit}
      </SubmitButton>
    </form>
  );
}
