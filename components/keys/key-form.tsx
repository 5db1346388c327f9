'use client';

import { type ReactNode, useActionState } from 'react';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { StackedForm } from '#components/forms/stacked-form.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import { KeyFields, type KeyFieldTexts } from './key-fields.tsx';
import { initialKeyState, type KeyAction } from './key-state.ts';
import { NewSecret, type NewSecretTexts } from './new-secret.tsx';
import { ScopeChoice, type ScopeGroup, scopeFieldName } from './scope-choice.tsx';

export type KeyFormTexts = KeyFieldTexts &
  Record<'scopes' | 'submit' | 'pending', string> & { error: FormErrorTexts; secret: NewSecretTexts };

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
  return (
    <Card>
      <CardContent>
        <StackedForm state={state} action={formAction} hidden={fields} texts={texts} others={children}>
          <KeyFields state={state} initial={{ expires: expiry }} expiries={expiries} texts={texts}>
            <ScopeChoice
              label={texts.scopes}
              groups={groups}
              isChosen={(scope) => state.values[scopeFieldName(scope)] === 'on'}
              error={state.fields.scopes}
            />
          </KeyFields>
        </StackedForm>
      </CardContent>
    </Card>
  );
}
