'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { StackedForm } from '#components/forms/stacked-form.tsx';
import { ScopeChoice, type ScopeGroup, scopeFieldName } from '#components/keys/scope-choice.tsx';

type ServiceAccountFormProps = {
  action: FormAction;
  groups: ScopeGroup[];
  initial: { name: string; description: string; permissions: readonly string[] };
  /** A new one has none. */
  id?: string;
  texts: Record<'name' | 'description' | 'descriptionHint' | 'permissions' | 'submit' | 'pending', string> & { error: FormErrorTexts };
  children?: ReactNode;
};

/** What a service account is called, and what it may do. */
export function ServiceAccountForm({ action, groups, initial, id, texts, children }: ServiceAccountFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const { name, description, permissions } = initial;
  const input = inputsOf(state, { name, description }, ['name', 'description']);
  const isChosen = (scope: string) => (state.attempt === 0 ? permissions.includes(scope) : state.values[scopeFieldName(scope)] === 'on');
  return (
    <StackedForm state={state} action={formAction} {...(id !== undefined && { hidden: { id } })} texts={texts} others={children}>
      <Field {...input('name')} label={texts.name} required maxLength={64} autoComplete="off" />
      <Field {...input('description')} label={texts.description} hint={texts.descriptionHint} maxLength={500} autoComplete="off" />
      <ScopeChoice label={texts.permissions} groups={groups} isChosen={isChosen} error={state.fields.scopes} />
    </StackedForm>
  );
}
