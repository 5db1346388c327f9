'use client';

import { useActionState } from 'react';
import { EmailField } from '#components/forms/email-field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { Alert } from '#components/ui/alert.tsx';
import { SignInForm } from './sign-in-form.tsx';

export type EmailFormTexts = { email: string; submit: string; pending: string; sent: string; error: FormErrorTexts };

type EmailFormProps = { action: FormAction; texts: EmailFormTexts; email: string; redirectTo: string };

/** One address, one mail: for a forgotten password and for a verification mail that got lost. */
export function EmailForm({ action, texts, email, redirectTo }: EmailFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  if (state.outcome === 'sent') {
    return (
      <Alert tone="success" role="status">
        {texts.sent}
      </Alert>
    );
  }
  return (
    <SignInForm state={state} action={formAction} texts={texts} hidden={{ redirect_to: redirectTo }} mails>
      <EmailField label={texts.email} state={state} autoComplete="username" email={email} focus={Boolean(state.fields.email)} />
    </SignInForm>
  );
}
