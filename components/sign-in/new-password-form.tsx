'use client';

import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';

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
    <form key={state.attempt} action={formAction} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="token" value={token} />
      <div className="space-y-5">
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
        {texts.email ? (
          <Field
            name="email"
            label={texts.email}
            type="email"
            required
            maxLength={320}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={state.values.email}
            error={state.fields.email}
            focus={mistake === 'email'}
          />
        ) : null}
        <PasswordField
          name="password"
          texts={texts.password}
          autoComplete="new-password"
          error={state.fields.password}
          focus={mistake === 'password'}
        />
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
