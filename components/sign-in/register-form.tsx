'use client';

import { useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';

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
    <form key={state.attempt} action={formAction} data-mails className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      <div className="space-y-5">
        <Field
          name="email"
          label={texts.email}
          type="email"
          required
          maxLength={320}
          autoComplete="email"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={state.values.email}
          error={state.fields.email}
          focus={mistake === 'email'}
        />
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
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
