export const locales = ['en', 'de'] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = 'en';
export const localeCookie = 'gatehouse-locale';

/** Each language in its own name, as the language switch shows it. */
export const localeNames: Record<Locale, string> = { en: 'English', de: 'Deutsch' };

/** True for a language that the pages are translated into. */
export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && (locales as readonly string[]).includes(value);
}

/** The language to answer in: the cookie's, else the best of `Accept-Language` (RFC 9110 §12.5.4), else English. */
export function pickLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((first, second) => second.weight - first.weight);
  for (const { language } of wanted) if (isLocale(language)) return language;
  return defaultLocale;
}

/** The languages to choose from, each in its own words. */
export const localeChoices = locales.map((value) => ({ value, label: localeNames[value] }));
