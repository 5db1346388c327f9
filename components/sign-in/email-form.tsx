'use client';

import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';

export type EmailFormTexts = { email: string; submit: string; pending: string; sent: string; error: FormErrorTexts };

/** One address, one mail: for a forgotten password and for a verification mail that got lost. */
export function EmailForm({
  action,
  texts,
  email,
  redirectTo,
}: {
  action: FormAction;
  texts: EmailFormTexts;
  email: string;
  redirectTo: string;
}) {
  const [state, formAction] = useActionState(action, initialFormState);
  if (state.outcome === 'sent') {
    return (
      <Alert tone="success" role="status">
        {texts.sent}
      </Alert>
    );
  }
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
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={state.values.email ?? email}
          error={state.fields.email}
          focus={Boolean(state.fields.email)}
        />
        <SubmitButton size="large" className="w-full" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
      </div>
    </form>
  );
}
