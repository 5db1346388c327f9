import { themeCookie } from '#components/layout/theme.ts';
import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { cookiesAreSecure } from '#lib/env.ts';
import { isLocale, localeCookie } from '#lib/i18n/locales.ts';

const yearSeconds = 31_536_000;

function cookie(name: string, value: string, maxAge: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAge}; SameSite=Lax${cookiesAreSecure() ? '; Secure' : ''}`;
}

/** The page the form was on: as it says itself, else as the browser says. */
function returnPath(form: FormData, request: Request): string {
  const given = form.get('return_to');
  if (typeof given === 'string' && given !== '') return safeRedirect(given);
  const referer = request.headers.get('referer');
  if (!referer || !URL.canParse(referer)) return '/login';
  const { pathname, search } = new URL(referer);
  return safeRedirect(pathname + search);
}

/** Keeps the language or the theme in a cookie and goes back. Works without a script, and asks for no session. */
export async function POST(request: Request): Promise<Response> {
  // Another site must not change what people see here.
  const site = request.headers.get('sec-fetch-site');
  if (site && site !== 'same-origin') return new Response(null, { status: 403 });
  const form = await request.formData().catch(() => new FormData());
  const headers = new Headers({ Location: returnPath(form, request), 'Cache-Control': 'no-store' });
  const locale = form.get('locale');
  if (isLocale(locale)) headers.append('Set-Cookie', cookie(localeCookie, locale, yearSeconds));
  const theme = form.get('theme');
  if (theme === 'light' || theme === 'dark') headers.append('Set-Cookie', cookie(themeCookie, theme, yearSeconds));
  if (theme === 'system') headers.append('Set-Cookie', cookie(themeCookie, '', 0));
  return new Response(null, { status: 303, headers });
}
