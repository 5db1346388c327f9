'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { StackedForm } from '#components/forms/stacked-form.tsx';

type PoolFormProps = {
  action: FormAction;
  /** The pool that is renamed; absent for a new one, which gets its name here. */
  known?: { pool: string; version: number; displayName: string };
  texts: Record<'name' | 'nameHint' | 'displayName' | 'displayNameHint' | 'submit' | 'pending', string> & { error: FormErrorTexts };
  children?: ReactNode;
};

/** What a pool is called. */
export function PoolForm({ action, known, texts, children }: PoolFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, { display_name: known?.displayName ?? '' }, ['name', 'display_name']);
  return (
    <StackedForm
      state={state}
      action={formAction}
      {...(known && { hidden: { pool: known.pool, version: String(known.version) } })}
      texts={texts}
      others={children}
    >
      {known ? null : (
        <Field
          {...input('name')}
          label={texts.name}
          hint={texts.nameHint}
          required
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
        />
      )}
      <Field {...input('display_name')} label={texts.displayName} hint={texts.displayNameHint} required maxLength={64} autoComplete="off" />
    </StackedForm>
  );
}
