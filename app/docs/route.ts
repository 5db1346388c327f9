import { cookies, headers } from 'next/headers';
import { getLocale, getTranslations } from 'next-intl/server';
import { referenceDocument } from '#components/docs/reference-document.ts';
import { parseTheme, themeCookie } from '#components/layout/theme.ts';

/** The interactive API reference: a document of its own, because Scalar brings its own application. */
export async function GET(): Promise<Response> {
  const [headerList, cookieStore, locale, t] = await Promise.all([headers(), cookies(), getLocale(), getTranslations('errorDocs')]);
  const html = referenceDocument({
    nonce: headerList.get('x-nonce') ?? '',
    theme: parseTheme(cookieStore.get(themeCookie)?.value),
    locale,
    texts: { title: t('reference'), errors: t('all'), collection: t('collection') },
  });
  return new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' } });
}
