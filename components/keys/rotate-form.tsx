'use client';

import { type ReactNode, useActionState } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { initialKeyState, type KeyAction } from './key-state.ts';
import { NewSecret, type NewSecretTexts } from './new-secret.tsx';

export type RotateTexts = Record<'text' | 'overlap' | 'overlapHint' | 'submit' | 'pending', string> & {
  error: FormErrorTexts;
  secret: NewSecretTexts;
};

type RotateFormProps = {
  action: KeyAction;
  fields: Record<string, string>;
  /** None: there is nothing old that could stay. */
  overlaps: { value: string; label: string }[];
  done: string;
  texts: RotateTexts;
  children?: ReactNode;
};

/** Puts a new secret in the place of an old one, and shows it in the place of the form. */
export function RotateForm({ action, fields, overlaps, done, texts, children }: RotateFormProps) {
  const [state, formAction] = useActionState(action, initialKeyState);
  if (state.secret !== null) return <NewSecret secret={state.secret} sample={state.sample} done={done} texts={texts.secret} />;
  return (
    <Card>
      <CardContent>
        <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{texts.text}</p>
        <form key={state.attempt} action={formAction} data-step-up="" className="group max-w-md space-y-6">
          <FormError problem={state.problem} texts={texts.error} />
          {Object.entries(fields).map(([name, text]) => (
            <input key={name} type="hidden" name={name} value={text} />
          ))}
          {overlaps.length > 0 ? (
            <SelectField
              name="overlap"
              label={texts.overlap}
              hint={texts.overlapHint}
              options={overlaps}
              defaultValue={state.values.overlap ?? '86400'}
            />
          ) : null}
          <div className="flex flex-wrap gap-3">
            <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
            {children}
          </div>
        </form>
      </CardContent>
    </Card>
  );
}
