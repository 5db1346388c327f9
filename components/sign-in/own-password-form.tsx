'use client';

import { useActionState } from 'react';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SignInForm } from './sign-in-form.tsx';

type OwnPasswordTexts = { password: PasswordTexts; submit: string; pending: string; error: FormErrorTexts };

type OwnPasswordFormProps = { action: FormAction; email: string; redirectTo: string; texts: OwnPasswordTexts };

/** The password of somebody who is signed in; the hidden address tells password managers whose. */
export function OwnPasswordForm({ action, email, redirectTo, texts }: OwnPasswordFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ redirect_to: redirectTo, method: 'password' }}>
      <input type="text" name="username" autoComplete="username" defaultValue={email} readOnly hidden />
      <PasswordField name="password" texts={texts.password} autoComplete="current-password" error={state.fields.password} focus />
    </SignInForm>
  );
}
