'use client';

import { type ReactNode, useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';

/** One field of a form: what it is called, and what it is edited with. */
export type FormField = { name: string; label: string; hint?: string; initial?: string } & (
  | {
      kind: 'text';
      type?: 'text' | 'email' | 'number';
      required?: boolean;
      maxLength?: number;
      min?: number;
      max?: number;
      placeholder?: string;
    }
  | { kind: 'select'; options: { value: string; label: string }[] }
  | { kind: 'switch' }
);

type FieldsFormProps = {
  action: FormAction;
  fields: readonly FormField[];
  /** What the action has to know besides, by field. */
  hidden?: Record<string, string>;
  stepUp?: boolean;
  texts: { submit: string; pending: string; error: FormErrorTexts };
  /** Other ways on, beside the button. */
  children?: ReactNode;
};

/** A form of a few plain fields, one below the other. It begins afresh with each answer. */
export function FieldsForm({ action, fields, hidden = {}, stepUp = false, texts, children }: FieldsFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const names = fields.map(({ name }) => name);
  const input = inputsOf(state, Object.fromEntries(fields.map(({ name, initial = '' }) => [name, initial])), names);
  return (
    <form key={state.attempt} action={formAction} data-step-up={stepUp ? '' : undefined} className="group max-w-2xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => {
        const { name, label, hint } = field;
        const shown = { ...input(name), label, ...(hint && { hint }) };
        if (field.kind === 'select') return <SelectField key={name} {...shown} options={field.options} />;
        if (field.kind === 'switch')
          return (
            <div key={name}>
              <CheckboxField
                name={name}
                label={<span className="font-medium text-ink">{label}</span>}
                defaultChecked={shown.defaultValue === 'on'}
              />
              {hint ? <p className="mt-1 pl-[1.875rem] text-[0.8125rem] text-muted leading-5">{hint}</p> : null}
            </div>
          );
        const { kind: _kind, initial: _initial, ...rest } = field;
        return <Field key={name} {...shown} {...rest} autoComplete="off" />;
      })}
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
        {children}
      </div>
    </form>
  );
}
