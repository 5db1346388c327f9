'use client';

import { useActionState } from 'react';
import { EmailField } from '#components/forms/email-field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

type ChangeEmailTexts = { email: string; submit: string; pending: string; error: FormErrorTexts };

/** The address somebody wants to use instead. */
export function ChangeEmailForm({ action, texts }: { action: FormAction; texts: ChangeEmailTexts }) {
  const [state, formAction] = useActionState(action, initialFormState);
  return (
    <form key={state.attempt} action={formAction} data-mails data-step-up className="group">
      <FormError problem={state.problem} texts={texts.error} />
      <div className="space-y-5">
        <EmailField label={texts.email} state={state} autoComplete="email" focus={Boolean(state.fields.email)} />
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
      </div>
    </form>
  );
}
