'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

type DeleteAccountTexts = { label: string; submit: string; pending: string; error: FormErrorTexts };

/** Takes what has to be typed before an account is deleted; `children` are the other ways on. */
export function DeleteAccountForm({ action, texts, children }: { action: FormAction; texts: DeleteAccountTexts; children: ReactNode }) {
  const [state, formAction] = useActionState(action, initialFormState);
  const { autoFocus, ...input } = inputsOf(state, {}, ['confirmation'])('confirmation');
  return (
    <form key={state.attempt} action={formAction} data-step-up className="group max-w-md space-y-5">
      <FormError problem={state.problem} texts={texts.error} />
      <Field {...input} focus={autoFocus} label={texts.label} autoComplete="off" autoCapitalize="none" spellCheck={false} required />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant="danger" pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
        {children}
      </div>
    </form>
  );
}
