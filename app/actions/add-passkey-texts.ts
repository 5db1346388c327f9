import { getTranslations } from 'next-intl/server';
import type { AddPasskeyTexts } from '#components/account/add-passkey.tsx';

export async function addPasskeyTexts(): Promise<AddPasskeyTexts> {
  const t = await getTranslations('passkeys');
  return {
    add: t('add'),
    adding: t('adding'),
    cancelled: t('cancelled'),
    known: t('known'),
    failed: t('failed'),
    unsupported: t('unsupported'),
  };
}
