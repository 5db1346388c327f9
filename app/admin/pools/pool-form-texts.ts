import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';

/** What the form of a pool says, new or known. */
export async function poolFormTexts(kind: 'new' | 'known') {
  const [t, common, error] = await Promise.all([getTranslations('pools'), getTranslations('common'), formErrorTexts()]);
  return {
    name: t('name'),
    nameHint: t('nameHint'),
    displayName: t('displayName'),
    displayNameHint: t('displayNameHint'),
    submit: kind === 'new' ? t('submitNew') : common('save'),
    pending: common('saving'),
    error,
  };
}
