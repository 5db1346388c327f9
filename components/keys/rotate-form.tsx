'use client';

import { type ReactNode, useActionState } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { sampleCommand } from './key-form.tsx';
import { initialKeyState, type KeyAction } from './key-state.ts';
import { NewSecret, type NewSecretTexts } from './new-secret.tsx';

type RotateFormProps = {
  action: KeyAction;
  fields: Record<string, string>;
  overlaps: { value: string; label: string }[];
  apiUrl: string;
  done: string;
  texts: Record<'text' | 'overlap' | 'overlapHint' | 'submit' | 'pending', string> & { error: FormErrorTexts; secret: NewSecretTexts };
  children?: ReactNode;
};

/** Puts a new secret in the place of an old one, and shows it in the place of the form. */
export function RotateForm({ action, fields, overlaps, apiUrl, done, texts, children }: RotateFormProps) {
  const [state, formAction] = useActionState(action, initialKeyState);
  if (state.secret !== null)
    return <NewSecret secret={state.secret} sample={sampleCommand(apiUrl, state.path ?? '')} done={done} texts={texts.secret} />;
  return (
    <Card>
      <CardContent>
        <p className="mb-6 max-w-2xl text-muted text-sm leading-6">{texts.text}</p>
        <form key={state.attempt} action={formAction} data-step-up="" className="group max-w-md space-y-6">
          <FormError problem={state.problem} texts={texts.error} />
          {Object.entries(fields).map(([name, text]) => (
            <input key={name} type="hidden" name={name} value={text} />
          ))}
          <SelectField
            name="overlap"
            label={texts.overlap}
            hint={texts.overlapHint}
            options={overlaps}
            defaultValue={state.values.overlap ?? '86400'}
          />
          <div className="flex flex-wrap gap-3">
            <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
            {children}
          </div>
        </form>
      </CardContent>
    </Card>
  );
}
