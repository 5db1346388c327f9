'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { inputsOf } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { scopeFieldName } from '#components/keys/scope-choice.tsx';
import { type PermissionGroup, PermissionMatrix } from './permission-matrix.tsx';
import { RolePreview } from './role-preview.tsx';
import { initialRoleState, type RoleFormState } from './role-state.ts';

export type RoleFormTexts = Record<
  | 'name'
  | 'nameHint'
  | 'displayName'
  | 'description'
  | 'rank'
  | 'rankHint'
  | 'permissions'
  | 'permissionsText'
  | 'inherited'
  | 'notHeld'
  | 'preview'
  | 'previewTitle'
  | 'submit'
  | 'pending',
  string
> & { error: FormErrorTexts };

type RoleFormProps = {
  action: (previous: RoleFormState, form: FormData) => Promise<RoleFormState>;
  groups: PermissionGroup[];
  initial: { name: string; display_name: string; description: string; rank: string; permissions: readonly string[] };
  /** A new one has none. */
  known?: { id: string; version: number };
  texts: RoleFormTexts;
  children?: ReactNode;
};

/** What a role is called, where it stands, and what it gives. A known one can show first who gains and loses what. */
export function RoleForm({ action, groups, initial, known, texts, children }: RoleFormProps) {
  const [state, formAction] = useActionState(action, initialRoleState);
  const { permissions, ...values } = initial;
  const input = inputsOf(state, values, ['name', 'display_name', 'description', 'rank']);
  const names = groups.flatMap((group) => group.permissions.map(({ name }) => name));
  const chosen = state.attempt === 0 ? permissions : names.filter((name) => state.values[scopeFieldName(name)] === 'on');
  return (
    <form key={state.attempt} action={formAction} data-step-up="" className="group space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      {known ? (
        <>
          <input type="hidden" name="id" value={known.id} />
          <input type="hidden" name="version" value={known.version} />
        </>
      ) : null}
      <div className="grid max-w-4xl gap-6 sm:grid-cols-2">
        <Field {...input('display_name')} label={texts.displayName} required maxLength={64} autoComplete="off" />
        {known ? null : <Field {...input('name')} label={texts.name} hint={texts.nameHint} required maxLength={40} autoComplete="off" />}
        <Field {...input('rank')} label={texts.rank} hint={texts.rankHint} required inputMode="numeric" maxLength={2} autoComplete="off" />
        <Field {...input('description')} label={texts.description} maxLength={300} autoComplete="off" />
      </div>
      <PermissionMatrix groups={groups} chosen={chosen} readOnly={false} texts={texts} error={state.fields.scopes} />
      {state.preview ? <RolePreview title={texts.previewTitle} preview={state.preview} /> : null}
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
        {known ? (
          <SubmitButton variant="secondary" pendingLabel={texts.pending} name="intent" value="preview">
            {texts.preview}
          </SubmitButton>
        ) : null}
        {children}
      </div>
    </form>
  );
}
