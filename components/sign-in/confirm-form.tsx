'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SignInForm } from './sign-in-form.tsx';

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
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ token, redirect_to: redirectTo }}>
      {texts.remember ? <CheckboxField name="remember_me" label={texts.remember} /> : null}
    </SignInForm>
  );
}
