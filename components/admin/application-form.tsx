'use client';

import { type ReactNode, useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';

export type ApplicationValues = { name: string; description: string; allowed_origins: string; enabled: string };

type ApplicationFormProps = {
  action: FormAction;
  initial: ApplicationValues;
  /** What a change must be made to; a new application has neither. */
  known?: { id: string; version: number };
  texts: Record<keyof ApplicationValues | 'descriptionHint' | 'originsHint' | 'enabledHint' | 'submit' | 'pending', string> & {
    error: FormErrorTexts;
  };
  /** Other ways on, beside the button. */
  children?: ReactNode;
};

const names = ['name', 'description', 'allowed_origins'] as const;

/** An application as people write it: one origin a line. */
export function ApplicationForm({ action, initial, known, texts, children }: ApplicationFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const value = (name: keyof ApplicationValues) => (state.attempt > 0 ? (state.values[name] ?? '') : initial[name]);
  const wrong = (name: (typeof names)[number]) => (state.fields[name] === undefined ? {} : { error: state.fields[name] });
  const focus = firstMistake(state, names);
  return (
    <form key={state.attempt} action={formAction} data-step-up="" className="group max-w-xl space-y-5">
      <FormError problem={state.problem} texts={texts.error} />
      {known ? (
        <>
          <input type="hidden" name="id" value={known.id} />
          <input type="hidden" name="version" value={known.version} />
        </>
      ) : null}
      <Field
        name="name"
        label={texts.name}
        required
        maxLength={64}
        autoComplete="off"
        defaultValue={value('name')}
        focus={focus === 'name'}
        {...wrong('name')}
      />
      <Field
        name="description"
        label={texts.description}
        hint={texts.descriptionHint}
        maxLength={300}
        autoComplete="off"
        defaultValue={value('description')}
        focus={focus === 'description'}
        {...wrong('description')}
      />
      <TextAreaField
        name="allowed_origins"
        label={texts.allowed_origins}
        hint={texts.originsHint}
        rows={4}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        placeholder="https://app.example.com"
        defaultValue={value('allowed_origins')}
        autoFocus={focus === 'allowed_origins'}
        {...wrong('allowed_origins')}
      />
      <div>
        <CheckboxField
          name="enabled"
          label={<span className="font-medium text-ink">{texts.enabled}</span>}
          defaultChecked={value('enabled') === 'on'}
        />
        <p className="mt-1 pl-[1.875rem] text-[0.8125rem] text-muted leading-5">{texts.enabledHint}</p>
      </div>
      <div className="flex flex-wrap gap-3 pt-1">
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
        {children}
      </div>
    </form>
  );
}
