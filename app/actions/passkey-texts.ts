import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from './form-texts.ts';

/** What a form that asks for a passkey says, and the nonce of its script. */
export async function passkeyFormProps(purpose: 'signIn' | 'confirm') {
  const [t, error, headerList] = await Promise.all([getTranslations('passkey'), formErrorTexts(), headers()]);
  const texts = { submit: t(purpose), pending: t('pending'), failed: t('failed'), error };
  return {
    texts: purpose === 'confirm' ? { ...texts, unsupported: t('unsupported') } : texts,
    nonce: headerList.get('x-nonce') ?? undefined,
  };
}
