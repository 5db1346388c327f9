'use client';

import { useActionState } from 'react';
import { EmailField } from '#components/forms/email-field.tsx';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SignInForm } from './sign-in-form.tsx';

export type NewPasswordTexts = {
  password: PasswordTexts;
  name?: string;
  email?: string;
  submit: string;
  pending: string;
  error: FormErrorTexts;
};

/** A new password behind a mailed or printed link; with `email` also the address and name of the first admin. */
export function NewPasswordForm({ action, texts, token }: { action: FormAction; texts: NewPasswordTexts; token: string }) {
  const [state, formAction] = useActionState(action, initialFormState);
  const mistake = firstMistake(state, ['name', 'email', 'password']);
  return (
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ token }}>
      {texts.name ? (
        <Field
          name="name"
          label={texts.name}
          type="text"
          maxLength={120}
          autoComplete="name"
          defaultValue={state.values.name}
          error={state.fields.name}
          focus={mistake === 'name'}
        />
      ) : null}
      {texts.email ? <EmailField label={texts.email} state={state} autoComplete="username" focus={mistake === 'email'} /> : null}
      <PasswordField
        name="password"
        texts={texts.password}
        autoComplete="new-password"
        error={state.fields.password}
        focus={mistake === 'password'}
      />
    </SignInForm>
  );
}
