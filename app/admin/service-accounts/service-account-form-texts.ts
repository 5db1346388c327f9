import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';

/** What the form of a service account says, new or known. */
export async function serviceAccountFormTexts(kind: 'new' | 'known') {
  const [t, common, error] = await Promise.all([getTranslations('serviceAccounts'), getTranslations('common'), formErrorTexts()]);
  return {
    name: t('name'),
    description: t('description'),
    descriptionHint: t('descriptionHint'),
    permissions: t('permissions'),
    submit: kind === 'new' ? t('addSubmit') : common('save'),
    pending: common('saving'),
    error,
  };
}
