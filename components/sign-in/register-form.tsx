'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { EmailField } from '#components/forms/email-field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SignInForm } from './sign-in-form.tsx';

export type RegisterTexts = {
  email: string;
  password: PasswordTexts;
  terms: string;
  submit: string;
  pending: string;
  error: FormErrorTexts;
};

export function RegisterForm({ action, texts, redirectTo }: { action: FormAction; texts: RegisterTexts; redirectTo: string }) {
  const [state, formAction] = useActionState(action, initialFormState);
  const mistake = firstMistake(state, ['email', 'password', 'accept_terms']);
  return (
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ redirect_to: redirectTo }} mails>
      <EmailField label={texts.email} state={state} autoComplete="email" focus={mistake === 'email'} />
      <PasswordField
        name="password"
        texts={texts.password}
        autoComplete="new-password"
        error={state.fields.password}
        focus={mistake === 'password'}
      />
      <CheckboxField
        name="accept_terms"
        label={texts.terms}
        required
        error={state.fields.accept_terms}
        defaultChecked={state.values.accept_terms === 'on'}
      />
    </SignInForm>
  );
}
