'use client';

import { useActionState } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { PasswordField, type PasswordTexts } from '#components/forms/password-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';

type OwnPasswordTexts = { password: PasswordTexts; submit: string; pending: string; error: FormErrorTexts };

type OwnPasswordFormProps = { action: FormAction; email: string; redirectTo: string; texts: OwnPasswordTexts };

/** The password of somebody who is signed in; the hidden address tells password managers whose. */
export function OwnPasswordForm({ action, email, redirectTo, texts }: OwnPasswordFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <form key={state.attempt} action={formAction} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="redirect_to" value={redirectTo} />
      <input type="hidden" name="method" value="password" />
      <input type="text" name="username" autoComplete="username" defaultValue={email} readOnly hidden />
      <div className="space-y-5">
        <PasswordField name="password" texts={texts.password} autoComplete="current-password" error={state.fields.password} focus />
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
