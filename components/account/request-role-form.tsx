'use client';

import { useActionState } from 'react';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';

type RequestRoleTexts = { role: string; reason: string; submit: string; pending: string; error: FormErrorTexts };
type RequestRoleFormProps = { action: FormAction; roles: { value: string; label: string }[]; texts: RequestRoleTexts };

/** Which role, and what for. */
export function RequestRoleForm({ action, roles, texts }: RequestRoleFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const { reason } = state.fields;
  return (
    <form key={state.attempt} action={formAction} className="group max-w-md space-y-5">
      <FormError problem={state.problem} texts={texts.error} />
      <SelectField name="role_id" label={texts.role} options={roles} defaultValue={state.values.role_id} />
      <TextAreaField
        name="reason"
        label={texts.reason}
        required
        maxLength={500}
        defaultValue={state.values.reason}
        {...(reason !== undefined && { error: reason })}
      />
      <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
    </form>
  );
}
