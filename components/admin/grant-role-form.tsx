'use client';

import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { StackedForm } from '#components/forms/stacked-form.tsx';

type GrantRoleFormProps = {
  action: FormAction;
  id: string;
  roles: { value: string; label: string }[];
  /** Where it can count, first everywhere; empty: nowhere else. */
  organizations: { value: string; label: string }[];
  texts: Record<'role' | 'organization' | 'organizationHint' | 'expires' | 'expiresHint' | 'reason' | 'submit' | 'pending', string> & {
    error: FormErrorTexts;
  };
};

/** Gives somebody a role, everywhere or in one organization, for good or until the end of a day. */
export function GrantRoleForm({ action, id, roles, organizations, texts }: GrantRoleFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, {}, ['role_id', 'organization_id', 'expires_at', 'reason']);
  return (
    <StackedForm state={state} action={formAction} hidden={{ id }} texts={texts}>
      <div className="grid gap-6 sm:grid-cols-2">
        <SelectField {...input('role_id')} label={texts.role} options={roles} />
        <Field {...input('expires_at')} type="date" label={texts.expires} hint={texts.expiresHint} max="9999-12-31" />
        {organizations.length > 0 ? (
          <SelectField {...input('organization_id')} label={texts.organization} hint={texts.organizationHint} options={organizations} />
        ) : null}
      </div>
      <Field {...input('reason')} label={texts.reason} maxLength={300} autoComplete="off" />
    </StackedForm>
  );
}
