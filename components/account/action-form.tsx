'use client';

import { type ReactNode, useActionState } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import type { ButtonVariants } from '#components/ui/button-variants.ts';

type ActionFormTexts = { submit: string; pending: string; sent?: string; error: FormErrorTexts };

type ActionFormProps = {
  action: FormAction;
  texts: ActionFormTexts;
  variant?: ButtonVariants['variant'];
  stepUp?: boolean;
  /** What the action has to know, by field. */
  fields?: Record<string, string>;
  children?: ReactNode;
};

/** One button that does one thing, after a fresh proof where `stepUp` says so; what went wrong, or that it is done, stands in its place. */
export function ActionForm({ action, texts, variant = 'secondary', stepUp, fields = {}, children }: ActionFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  if (state.outcome && texts.sent) {
    return (
      <Alert tone="success" role="status">
        {texts.sent}
      </Alert>
    );
  }
  return (
    <form action={formAction} data-step-up={stepUp ? '' : undefined} className="group">
      <FormError problem={state.problem} texts={texts.error} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant={variant} pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
        {children}
      </div>
    </form>
  );
}
