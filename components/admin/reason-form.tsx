'use client';

import { type ReactNode, useActionState } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';
import { Alert } from '#components/ui/alert.tsx';
import type { ButtonVariants } from '#components/ui/button-variants.ts';

type ReasonFormProps = {
  action: FormAction;
  fields: Record<string, string>;
  variant: ButtonVariants['variant'];
  stepUp?: boolean;
  texts: Record<'reason' | 'reasonHint' | 'submit' | 'pending', string> & {
    error: FormErrorTexts;
    /** Where the action answers a secret: what stands above it. */
    made?: { headline: string; warning: string };
  };
  children?: ReactNode;
};

/** One thing that is done to somebody, and why. A secret that comes of it takes the form's place, this once. */
export function ReasonForm({ action, fields, variant, stepUp, texts, children }: ReasonFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, {}, ['reason']);
  if (state.outcome && texts.made) {
    return (
      <div className="space-y-5">
        <Alert tone="success" role="status">
          {texts.made.headline}
        </Alert>
        <p className="select-all break-all rounded-control bg-sunken p-4 font-mono text-[0.9375rem] leading-6 sm:p-5" data-secret="">
          {state.outcome}
        </p>
        <Alert tone="warning">{texts.made.warning}</Alert>
      </div>
    );
  }
  return (
    <form key={state.attempt} action={formAction} data-step-up={stepUp ? '' : undefined} className="group max-w-2xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextAreaField {...input('reason')} label={texts.reason} hint={texts.reasonHint} rows={3} required maxLength={500} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant={variant} pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
        {children}
      </div>
    </form>
  );
}
