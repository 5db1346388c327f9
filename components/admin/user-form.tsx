'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';

const names = ['name', 'first_name', 'last_name', 'username', 'locale', 'timezone', 'metadata'] as const;
export type UserFormValues = Record<(typeof names)[number], string>;

type UserFormProps = {
  action: FormAction;
  initial: UserFormValues;
  known: { id: string; version: string };
  locales: { value: string; label: string }[];
  timezones: string[];
  texts: Record<keyof UserFormValues | 'metadataHint' | 'submit' | 'pending', string> & { error: FormErrorTexts };
  children?: ReactNode;
};

/** What administrators change of somebody. */
export function UserForm({ action, initial, known, locales, timezones, texts, children }: UserFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, initial, names);
  return (
    <form key={state.attempt} action={formAction} className="group max-w-2xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      <input type="hidden" name="id" value={known.id} />
      <input type="hidden" name="version" value={known.version} />
      <Field {...input('name')} label={texts.name} maxLength={120} autoComplete="off" />
      <div className="grid gap-6 sm:grid-cols-2">
        <Field {...input('first_name')} label={texts.first_name} maxLength={80} autoComplete="off" />
        <Field {...input('last_name')} label={texts.last_name} maxLength={80} autoComplete="off" />
      </div>
      <Field {...input('username')} label={texts.username} maxLength={32} autoComplete="off" autoCapitalize="none" />
      <div className="grid gap-6 sm:grid-cols-2">
        <SelectField {...input('locale')} label={texts.locale} options={locales} />
        <SelectField {...input('timezone')} label={texts.timezone} options={timezones.map((zone) => ({ value: zone, label: zone }))} />
      </div>
      <TextAreaField
        {...input('metadata')}
        label={texts.metadata}
        hint={texts.metadataHint}
        rows={6}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
        {children}
      </div>
    </form>
  );
}
