import { getTranslations } from 'next-intl/server';
import type { FormState } from '#components/forms/form-state.ts';

/** A wrong code as its form shows it: beside the field, with what helps for this kind of code. */
export async function wrongCode(previous: FormState, method: 'totp' | 'backup_code' | 'sms' | 'email'): Promise<FormState> {
  const t = await getTranslations('wrongCode');
  return { attempt: previous.attempt + 1, values: {}, fields: { code: t(method) }, problem: null, outcome: null };
}
