import { cookies } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Logo } from '#components/brand/logo.tsx';
import { PreferencesBar } from '#components/layout/preferences-bar.tsx';
import { SkipLink } from '#components/layout/skip-link.tsx';
import { parseTheme, themeCookie } from '#components/layout/theme.ts';

/** Head and width of the pages that anyone may read. */
export async function DocsShell({ links, children }: { links?: { href: string; label: string }[]; children: ReactNode }) {
  const [t, cookieStore] = await Promise.all([getTranslations('common'), cookies()]);
  return (
    <>
      <SkipLink label={t('skipToContent')} />
      <header className="border-line border-b">
        <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-6 gap-y-3 px-4 py-4 sm:px-8">
          <a href="/" aria-label={t('product')} className="rounded-md">
            <Logo />
          </a>
          <nav className="flex flex-1 flex-wrap gap-x-5 gap-y-1 text-sm">
            {links?.map(({ href, label }) => (
              <a key={href} href={href} className="rounded-sm text-muted transition-colors hover:text-ink">
                {label}
              </a>
            ))}
          </nav>
          <PreferencesBar theme={parseTheme(cookieStore.get(themeCookie)?.value)} />
        </div>
      </header>
      <main id="content" className="mx-auto max-w-5xl px-4 py-10 sm:px-8 sm:py-14">
        {children}
      </main>
    </>
  );
}
