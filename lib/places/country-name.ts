/**
 * "Germany" for DE. Browsers and Node know different editions of these names, so a page that hydrates gets the name
 * from the server: a text that differs breaks it (React error 418).
 */
export function countryName(code: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' }).of(code) ?? code;
}

/** The names of the countries that a page shows, by code. */
export function countryNames(codes: readonly (string | null)[], locale: string): Record<string, string> {
  return Object.fromEntries([...new Set(codes)].flatMap((code) => (code ? [[code, countryName(code, locale)]] : [])));
}
