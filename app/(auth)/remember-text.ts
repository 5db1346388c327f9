import { getTranslations } from 'next-intl/server';
import { readSettings } from '#lib/settings/read-settings.ts';

/** What the box beside a sign-in offers, with the number of days that counts here. */
export async function rememberText(): Promise<string> {
  const [t, { sessions }] = await Promise.all([getTranslations('login'), readSettings()]);
  return t('remember', { days: sessions.remember_days });
}
