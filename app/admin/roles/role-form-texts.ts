import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';

/** What the form of a role says, new or known. */
export async function roleFormTexts(kind: 'new' | 'known') {
  const [t, common, error] = await Promise.all([getTranslations('adminRoles'), getTranslations('common'), formErrorTexts()]);
  return {
    name: t('name'),
    nameHint: t('nameHint'),
    displayName: t('displayName'),
    description: t('description'),
    rank: t('rank'),
    rankHint: t('rankHint'),
    permissions: t('permissions'),
    permissionsText: t('permissionsText'),
    inherited: t.raw('inherited') as string,
    notHeld: t('notHeld'),
    preview: t('preview'),
    previewTitle: t('previewTitle'),
    submit: kind === 'new' ? t('addSubmit') : common('save'),
    pending: common('saving'),
    error,
  };
}
