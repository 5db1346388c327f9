'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { StackedForm } from '#components/forms/stacked-form.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { initialKeyState, type KeyAction } from './key-state.ts';
import { NewSecret, type NewSecretTexts } from './new-secret.tsx';
import { ScopeChoice, type ScopeGroup, scopeFieldName } from './scope-choice.tsx';

export type KeyFormTexts = Record<
  'name' | 'nameHint' | 'scopes' | 'expiry' | 'expiryHint' | 'allowedIps' | 'allowedIpsHint' | 'submit' | 'pending',
  string
> & { error: FormErrorTexts; secret: NewSecretTexts };

type KeyFormProps = {
  action: KeyAction;
  groups: ScopeGroup[];
  expiries: { value: string; label: string }[];
  /** The expiry that is chosen at first. */
  expiry: string;
  /** The page to go on to. */
  done: string;
  /** What the action has to know besides, by field. */
  fields?: Record<string, string>;
  texts: KeyFormTexts;
  children?: ReactNode;
};

/** Makes a key, and shows it in the place of the form. */
export function KeyForm({ action, groups, expiries, expiry, done, fields = {}, texts, children }: KeyFormProps) {
  const [state, formAction] = useActionState(action, initialKeyState);
  if (state.secret !== null) return <NewSecret secret={state.secret} sample={state.sample} done={done} texts={texts.secret} />;
  const input = inputsOf(state, { expires: expiry }, ['name', 'allowed_ips', 'expires']);
  return (
    <Card>
      <CardContent>
        <StackedForm state={state} action={formAction} hidden={fields} texts={texts} others={children}>
          <Field {...input('name')} label={texts.name} hint={texts.nameHint} required maxLength={64} autoComplete="off" />
          <ScopeChoice
            label={texts.scopes}
            groups={groups}
            isChosen={(scope) => state.values[scopeFieldName(scope)] === 'on'}
            error={state.fields.scopes}
          />
          <SelectField {...input('expires')} label={texts.expiry} hint={texts.expiryHint} options={expiries} />
          <TextAreaField
            {...input('allowed_ips')}
            label={texts.allowedIps}
            hint={texts.allowedIpsHint}
            rows={2}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            placeholder="203.0.113.0/24"
          />
        </StackedForm>
      </CardContent>
    </Card>
  );
}
