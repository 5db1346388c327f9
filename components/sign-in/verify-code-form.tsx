'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { CodeField } from '#components/forms/code-field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SignInForm } from './sign-in-form.tsx';

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
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ redirect_to: redirectTo, token }}>
      {texts.remember ? (
        <CheckboxField name="remember_me" label={texts.remember} defaultChecked={state.values.remember_me === 'on'} />
      ) : null}
      <CodeField name="code" label={texts.code} error={state.fields.code} focus />
    </SignInForm>
  );
}
