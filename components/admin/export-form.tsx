'use client';

import { type ReactNode, useActionState } from 'react';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { StackedForm } from '#components/forms/stacked-form.tsx';

type ExportFormProps = {
  action: FormAction;
  filter: string;
  formats: { value: string; label: string }[];
  texts: Record<'format' | 'formatHint' | 'submit' | 'pending', string> & { error: FormErrorTexts };
  children?: ReactNode;
};

/** In which form everybody who matches is exported. */
export function ExportForm({ action, filter, formats, texts, children }: ExportFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, {}, ['format']);
  return (
    <StackedForm state={state} action={formAction} hidden={{ filter }} texts={texts} others={children}>
      <SelectField {...input('format')} label={texts.format} hint={texts.formatHint} options={formats} />
    </StackedForm>
  );
}
