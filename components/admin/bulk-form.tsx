'use client';

import { type ReactNode, useActionState } from 'react';
import { CheckboxField } from '#components/forms/checkbox-field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';

type BulkFormProps = {
  action: FormAction;
  fields: Record<string, string>;
  isDanger: boolean;
  /** The roles that can be given or taken, where the act is about one. */
  roles: { value: string; label: string }[] | null;
  texts: Record<'role' | 'reason' | 'reasonHint' | 'dryRun' | 'submit' | 'pending', string> & { error: FormErrorTexts };
  children?: ReactNode;
};

/** What is done to many, why, and whether it is only looked what would happen. */
export function BulkForm({ action, fields, isDanger, roles, texts, children }: BulkFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, {}, ['role_id', 'reason']);
  return (
    <form key={state.attempt} action={formAction} data-step-up="" className="group max-w-2xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {roles ? <SelectField {...input('role_id')} label={texts.role} options={roles} required /> : null}
      <TextAreaField {...input('reason')} label={texts.reason} hint={texts.reasonHint} rows={3} required maxLength={300} />
      <CheckboxField name="dry_run" label={texts.dryRun} defaultChecked={state.values.dry_run === 'on'} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton variant={isDanger ? 'danger' : 'primary'} pendingLabel={texts.pending}>
          {texts.submit}
        </SubmitButton>
        {children}
      </div>
    </form>
  );
}
