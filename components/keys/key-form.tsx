'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { FormError, type FormErrorTexts } from '#components/forms/form-error.tsx';
import { firstMistake } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
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

const names = ['name', 'allowed_ips', 'expires'] as const;

/** Makes a key, and shows it in the place of the form. */
export function KeyForm({ action, groups, expiries, expiry, done, fields = {}, texts, children }: KeyFormProps) {
  const [state, formAction] = useActionState(action, initialKeyState);
  if (state.secret !== null) return <NewSecret secret={state.secret} sample={state.sample} done={done} texts={texts.secret} />;
  const value = (name: string) => state.values[name] ?? '';
  const wrong = (name: (typeof names)[number]) => (state.fields[name] === undefined ? {} : { error: state.fields[name] });
  const focus = firstMistake(state, names);
  return (
    <Card>
      <CardContent>
        <form key={state.attempt} action={formAction} data-step-up="" className="group max-w-2xl space-y-6">
          <FormError problem={state.problem} texts={texts.error} />
          {Object.entries(fields).map(([name, text]) => (
            <input key={name} type="hidden" name={name} value={text} />
          ))}
          <Field
            name="name"
            label={texts.name}
            hint={texts.nameHint}
            required
            maxLength={64}
            autoComplete="off"
            defaultValue={value('name')}
            focus={focus === 'name'}
            {...wrong('name')}
          />
          <ScopeChoice
            label={texts.scopes}
            groups={groups}
            isChosen={(scope) => value(scopeFieldName(scope)) === 'on'}
            error={state.fields.scopes}
          />
          <SelectField
            name="expires"
            label={texts.expiry}
            hint={texts.expiryHint}
            options={expiries}
            defaultValue={state.attempt > 0 ? value('expires') : expiry}
            {...wrong('expires')}
          />
          <TextAreaField
            name="allowed_ips"
            label={texts.allowedIps}
            hint={texts.allowedIpsHint}
            rows={2}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            placeholder="203.0.113.0/24"
            defaultValue={value('allowed_ips')}
            {...wrong('allowed_ips')}
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
