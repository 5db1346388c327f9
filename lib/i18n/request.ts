import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { type Locale, localeCookie, pickLocale } from './locales.ts';
import de from './messages/de.json' with { type: 'json' };
import en from './messages/en.json' with { type: 'json' };

const messages: Record<Locale, typeof en> = { en, de };

/** next-intl's per-request configuration: language from the cookie or the browser, all times shown in UTC unless a page says otherwise. */
export default getRequestConfig(async () => {
  const [cookieStore, headerList] = await Promise.all([cookies(), headers()]);
  const locale = pickLocale(cookieStore.get(localeCookie)?.value, headerList.get('accept-language'));
  return { locale, messages: messages[locale], timeZone: 'UTC' };
});
