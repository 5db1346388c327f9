'use client';

import { ChevronDown } from 'lucide-react';
import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';

type ViewFormProps = {
  action: FormAction;
  /** What the action has to know, by field. */
  fields: Record<string, string>;
  name?: string;
  texts: Record<'summary' | 'name' | 'nameHint' | 'submit' | 'pending', string> & { error: FormErrorTexts };
  children?: ReactNode;
};

/** Gives what the list shows a name, or another one; out of the way until it is wanted. */
export function ViewForm({ action, fields, name = '', texts, children }: ViewFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, { name }, ['name']);
  return (
    <details className="group/view" open={state.attempt > 0 || undefined}>
      <summary className="inline-flex cursor-pointer list-none items-center gap-1.5 rounded-sm text-muted text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronDown aria-hidden className="size-4 transition-transform group-open/view:rotate-180" />
        {texts.summary}
      </summary>
      <div className="mt-4 max-w-md space-y-4">
        <form key={state.attempt} action={formAction} className="group space-y-4">
          <FormError problem={state.problem} texts={texts.error} />
          {Object.entries(fields).map(([field, value]) => (
            <input key={field} type="hidden" name={field} value={value} />
          ))}
          <Field {...input('name')} type="text" label={texts.name} hint={texts.nameHint} maxLength={60} autoComplete="off" required />
          <SubmitButton variant="secondary" pendingLabel={texts.pending}>
            {texts.submit}
          </SubmitButton>
        </form>
        {children}
      </div>
    </details>
  );
}
