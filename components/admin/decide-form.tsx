'use client';

import { useActionState } from 'react';
import { FieldLabel, FieldMessage } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { inputClasses } from '#components/ui/input-classes.ts';

type DecideTexts = { reason: string; hint: string; approve: string; deny: string; pending: string; error: FormErrorTexts };

type DecideFormProps = { action: FormAction; id: string; isApproved?: boolean; texts: DecideTexts };

/** A decision and how the administrator came to it. The list has one of these for each request, so ids carry the request's. */
export function DecideForm({ action, id, isApproved = false, texts }: DecideFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const field = `reason-${id}`;
  return (
    <form key={state.attempt} action={formAction} data-step-up="" className="group max-w-lg">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="id" value={id} />
      <FieldLabel name={field} label={texts.reason} />
      <input
        id={field}
        name="reason"
        type="text"
        required
        maxLength={500}
        autoComplete="off"
        defaultValue={state.values.reason}
        className={inputClasses}
        aria-invalid={state.fields.reason ? true : undefined}
        aria-describedby={`${state.fields.reason ? `${field}-error ` : ''}${field}-hint`}
      />
      <FieldMessage name={field} hint={texts.hint} error={state.fields.reason} />
      <div className="mt-4 flex flex-wrap gap-3">
        {isApproved ? null : (
          <SubmitButton name="decision" value="approve" size="small" pendingLabel={texts.pending}>
            {texts.approve}
          </SubmitButton>
        )}
        <SubmitButton name="decision" value="deny" size="small" variant="secondary" pendingLabel={texts.pending}>
          {texts.deny}
        </SubmitButton>
      </div>
    </form>
  );
}
