'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, firstMistake, initialFormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
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

const names = ['name', 'description'] as const;

/** What a service account is called, and what it may do. */
export function ServiceAccountForm({ action, groups, initial, id, texts, children }: ServiceAccountFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const isFresh = state.attempt === 0;
  const value = (name: (typeof names)[number]) => (isFresh ? initial[name] : (state.values[name] ?? ''));
  const wrong = (name: (typeof names)[number]) => (state.fields[name] === undefined ? {} : { error: state.fields[name] });
  const focus = firstMistake(state, names);
  return (
    <form key={state.attempt} action={formAction} data-step-up="" className="group max-w-2xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      {id === undefined ? null : <input type="hidden" name="id" value={id} />}
      <Field
        name="name"
        label={texts.name}
        required
        maxLength={64}
        autoComplete="off"
        defaultValue={value('name')}
        focus={focus === 'name'}
        {...wrong('name')}
      />
      <Field
        name="description"
        label={texts.description}
        hint={texts.descriptionHint}
        maxLength={500}
        autoComplete="off"
        defaultValue={value('description')}
        focus={focus === 'description'}
        {...wrong('description')}
      />
      <ScopeChoice
        label={texts.permissions}
        groups={groups}
        isChosen={(scope) => (isFresh ? initial.permissions.includes(scope) : state.values[scopeFieldName(scope)] === 'on')}
        error={state.fields.scopes}
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
        {children}
      </div>
    </form>
  );
}
