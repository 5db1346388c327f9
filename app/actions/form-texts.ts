import { getTranslations } from 'next-intl/server';
import type { FormErrorTexts } from '#components/forms/form-error.tsx';
import type { PasswordTexts } from '#components/forms/password-field.tsx';
import { minPasswordLength } from '#lib/passwords/policy.ts';

export async function formErrorTexts(): Promise<FormErrorTexts> {
  const t = await getTranslations('common');
  return { requestId: t('requestId') };
}

/** The texts of a password field; a new password comes with advice. */
export async function passwordTexts(
  ...[kind, whose]: ['current'] | ['new' | 'replacement', { pool: string; hasSecondFactor?: boolean }]
): Promise<PasswordTexts> {
  const t = await getTranslations('password');
  const texts = { label: t(kind === 'replacement' ? 'newLabel' : 'label'), show: t('show'), hide: t('hide'), capsLock: t('capsLock') };
  if (!whose) return texts;
  const strength = (['1', '2', '3', '4'] as const).map((level) => t('strength.label', { level: t(`strength.${level}`) }));
  return { ...texts, hint: t('hint', { min: await minPasswordLength(whose.pool, whose.hasSecondFactor ?? false) }), strength };
}
