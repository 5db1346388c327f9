import { cookies, headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Logo } from '#components/brand/logo.tsx';
import { PreferencesBar } from '#components/layout/preferences-bar.tsx';
import { SkipLink } from '#components/layout/skip-link.tsx';
import { parseTheme, themeCookie } from '#components/layout/theme.ts';
import { BrandPanel } from '#components/sign-in/brand-panel.tsx';
import { pagePoolName } from '#lib/auth/page-pool.ts';
import { pathHeader } from '#lib/http/internal-headers.ts';

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const [t, cookieStore, headerList, pool] = await Promise.all([getTranslations('common'), cookies(), headers(), pagePoolName()]);
  return (
    <div className="grid min-h-dvh p-3 lg:grid-cols-[minmax(30rem,1fr)_minmax(0,1.1fr)]">
      <SkipLink label={t('skipToContent')} />
      <div className="flex min-w-0 flex-col px-2 py-3 min-[24rem]:px-5 sm:px-9 sm:py-7">
        <header>
          <a href="/" className="inline-flex rounded-md" aria-label={t('product')}>
            <Logo />
          </a>
        </header>
        <main id="content" className="flex flex-1 items-center justify-center py-10">
          <div className="w-full min-w-0 max-w-[25rem] animate-rise">
            {pool ? <p className="mb-2 font-medium text-[0.9375rem] text-muted">{pool}</p> : null}
            {children}
          </div>
        </main>
        <footer>
          <PreferencesBar theme={parseTheme(cookieStore.get(themeCookie)?.value)} returnTo={headerList.get(pathHeader) ?? ''} />
        </footer>
      </div>
      <BrandPanel />
    </div>
  );
}
