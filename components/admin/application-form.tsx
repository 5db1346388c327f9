'use client';

import { type ReactNode, useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { StackedForm } from '#components/forms/stacked-form.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';

export type ApplicationValues = { name: string; description: string; allowed_origins: string; enabled: string; pool: string };

type ApplicationFormProps = {
  action: FormAction;
  initial: ApplicationValues;
  /** What a change must be made to; a new application has neither. */
  known?: { id: string; version: number };
  pools: { value: string; label: string }[];
  texts: Record<keyof ApplicationValues | 'poolHint' | 'descriptionHint' | 'originsHint' | 'enabledHint' | 'submit' | 'pending', string> & {
    error: FormErrorTexts;
  };
  /** Other ways on, beside the button. */
  children?: ReactNode;
};

/** An application as people write it: one origin a line. */
export function ApplicationForm({ action, initial, known, pools, texts, children }: ApplicationFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, initial, ['name', 'description', 'allowed_origins', 'enabled', 'pool']);
  return (
    <StackedForm
      state={state}
      action={formAction}
      {...(known && { hidden: { id: known.id, version: String(known.version) } })}
      texts={texts}
      others={children}
    >
      <Field {...input('name')} label={texts.name} required maxLength={64} autoComplete="off" />
      <Field {...input('description')} label={texts.description} hint={texts.descriptionHint} maxLength={300} autoComplete="off" />
      <TextAreaField
        {...input('allowed_origins')}
        label={texts.allowed_origins}
        hint={texts.originsHint}
        rows={4}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        placeholder="https://app.example.com"
      />
      {pools.length > 1 ? (
        <SelectField {...input('pool')} label={texts.pool} hint={texts.poolHint} options={pools} />
      ) : (
        <input type="hidden" name="pool" value={initial.pool} />
      )}
      <div>
        <CheckboxField
          name="enabled"
          label={<span className="font-medium text-ink">{texts.enabled}</span>}
          defaultChecked={input('enabled').defaultValue === 'on'}
        />
        <p className="mt-1 pl-[1.875rem] text-[0.8125rem] text-muted leading-5">{texts.enabledHint}</p>
      </div>
    </StackedForm>
  );
}
