'use client';

import { type ReactNode, useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { FormError } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState, inputsOf } from '#components/forms/form-state.ts';
import { SelectField } from '#components/forms/select-field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';

type InviteFormProps = {
  action: FormAction;
  locale: string;
  locales: { value: string; label: string }[];
  pools: { value: string; label: string }[];
  texts: Record<
    'email' | 'pool' | 'poolHint' | 'name' | 'nameHint' | 'username' | 'usernameHint' | 'locale' | 'submit' | 'pending',
    string
  > & {
    error: FormErrorTexts;
  };
  children?: ReactNode;
};

/** Whom to invite. No password: they choose it themselves. */
export function InviteForm({ action, locale, locales, pools, texts, children }: InviteFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const input = inputsOf(state, { locale, pool: pools[0]?.value ?? '' }, ['email', 'pool', 'name', 'username', 'locale']);
  return (
    <form key={state.attempt} action={formAction} className="group max-w-2xl space-y-6">
      <FormError problem={state.problem} texts={texts.error} />
      <Field {...input('email')} label={texts.email} type="email" required maxLength={254} autoComplete="off" />
      {pools.length > 1 ? <SelectField {...input('pool')} label={texts.pool} hint={texts.poolHint} options={pools} /> : null}
      <Field {...input('name')} label={texts.name} hint={texts.nameHint} maxLength={120} autoComplete="off" />
      <Field
        {...input('username')}
        label={texts.username}
        hint={texts.usernameHint}
        maxLength={32}
        autoComplete="off"
        autoCapitalize="none"
      />
      <SelectField {...input('locale')} label={texts.locale} options={locales} />
      <div className="flex flex-wrap gap-3">
        <SubmitButton pendingLabel={texts.pending}>{texts.submit}</SubmitButton>
        {children}
      </div>
    </form>
  );
}
