'use client';

import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
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
          focus={Boolean(state.fields.email)}
        />
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
      </div>
    </form>
  );
}
