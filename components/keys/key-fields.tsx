import type { ReactNode } from 'react';
import { Field } from '#components/forms/field.tsx';
import { type FormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { TextAreaField } from '#components/forms/text-area-field.tsx';

/** The choice that leaves the end of a key as it is. */
export const unchangedEnd = 'unchanged';

export type KeyFieldTexts = Record<
  'name' | 'nameHint' | 'expiry' | 'expiryHint' | 'allowedIps' | 'allowedIpsHint' | 'limit' | 'limitHint',
  string
>;

type KeyFieldsProps = {
  state: FormState;
  /** What the fields hold before the first try. */
  initial: Partial<Record<'name' | 'expires' | 'allowed_ips' | 'rate_limit', string>>;
  /** None: the end is not asked for. */
  expiries: { value: string; label: string }[];
  texts: KeyFieldTexts;
  /** What stands between the name and the rest. */
  children?: ReactNode;
};

/** The fields of a key that can be changed later too. */
export function KeyFields({ state, initial, expiries, texts, children }: KeyFieldsProps) {
  const input = inputsOf(state, initial, ['name', 'expires', 'allowed_ips', 'rate_limit']);
  return (
    <>
      <Field {...input('name')} label={texts.name} hint={texts.nameHint} required maxLength={64} autoComplete="off" />
      {children}
      {expiries.length > 0 ? <SelectField {...input('expires')} label={texts.expiry} hint={texts.expiryHint} options={expiries} /> : null}
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
      <Field
        {...input('rate_limit')}
        label={texts.limit}
        hint={texts.limitHint}
        maxLength={12}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        placeholder="100/60s"
      />
    </>
  );
}
