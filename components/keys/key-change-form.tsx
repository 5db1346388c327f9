'use client';

import { type ReactNode, useActionState } from 'react';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import { type FormAction, initialFormState } from '#components/forms/form-state.ts';
import { StackedForm } from '#components/forms/stacked-form.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import { KeyFields, type KeyFieldTexts, unchangedEnd } from './key-fields.tsx';

export type KeyChangeTexts = KeyFieldTexts & { submit: string; pending: string; error: FormErrorTexts };

type KeyChangeFormProps = {
  action: FormAction;
  apiKey: Pick<ApiKeyShape, 'name' | 'allowed_ips' | 'rate_limit'>;
  /** None: its end cannot be changed any more. */
  ends: { value: string; label: string }[];
  /** What the action has to know besides, by field. */
  fields: Record<string, string>;
  texts: KeyChangeTexts;
  children?: ReactNode;
};

/** Changes what of a key can be changed. */
export function KeyChangeForm({ action, apiKey, ends, fields, texts, children }: KeyChangeFormProps) {
  const [state, formAction] = useActionState(action, initialFormState);
  const { name, allowed_ips: addresses, rate_limit: limit } = apiKey;
  const initial = { name, expires: unchangedEnd, allowed_ips: addresses.join('\n'), rate_limit: limit ?? '' };
  return (
    <Card>
      <CardContent>
        <StackedForm state={state} action={formAction} hidden={fields} texts={texts} others={children}>
          <KeyFields state={state} initial={initial} expiries={ends} texts={texts} />
        </StackedForm>
      </CardContent>
    </Card>
  );
}
