import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';

/** What the form of an application says, new or known. */
export async function applicationFormTexts(kind: 'new' | 'known') {
  const [t, common, pool, error] = await Promise.all([
    getTranslations('applications'),
    getTranslations('common'),
    getTranslations('pools'),
    formErrorTexts(),
  ]);
  return {
    name: t('name'),
    description: t('description'),
    descriptionHint: t('descriptionHint'),
    allowed_origins: t('origins'),
    originsHint: t('originsHint'),
    pool: pool('choice'),
    poolHint: pool('applicationHint'),
    enabled: t('enabled'),
    enabledHint: t('enabledHint'),
    submit: kind === 'new' ? t('submitNew') : common('save'),
    pending: common('saving'),
    error,
  };
}
