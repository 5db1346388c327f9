import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies, headers } from 'next/headers';
import { getLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { stopImpersonating } from '#app/actions/stop-impersonating.ts';
import { ImpersonationBanner } from '#components/layout/impersonation-banner.tsx';
import { parseTheme, themeCookie } from '#components/layout/theme.ts';
import { currentImpersonation } from '#lib/auth/require.ts';
import './globals.css';

const geist = localFont({ src: '../public/geist-latin.woff2', variable: '--font-geist', weight: '100 900', display: 'swap' });

export const metadata: Metadata = {
  title: { default: 'Gatehouse', template: '%s · Gatehouse' },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f6f2' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0f0e' },
  ],
};

/** Reads headers and cookies, so every page is made per request: only then can the CSP carry a fresh nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, cookieStore, headerList, acting] = await Promise.all([getLocale(), cookies(), headers(), currentImpersonation()]);
  const theme = parseTheme(cookieStore.get(themeCookie)?.value);
  return (
    <html lang={locale} dir="ltr" className={geist.variable} data-theme={theme === 'system' ? undefined : theme} suppressHydrationWarning>
      <body className="bg-canvas font-sans text-ink">
        {acting ? (
          <ImpersonationBanner
            name={acting.user.name ?? acting.user.email ?? ''}
            endsAt={acting.session.expiresAt}
            timezone={acting.user.timezone}
            stop={stopImpersonating}
          />
        ) : null}
        {children}
        <script src="/page-enhancements.js" async nonce={headerList.get('x-nonce') ?? undefined} />
      </body>
    </html>
  );
}
