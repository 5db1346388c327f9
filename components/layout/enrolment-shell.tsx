import { LogOut } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Logo } from '#components/brand/logo.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { SkipLink } from './skip-link.tsx';

/** Around the pages that are open to somebody who must set up a second factor first: no places to go to, and nobody's name. */
export async function EnrolmentShell({ signOut, children }: { signOut: () => Promise<void>; children: ReactNode }) {
  const t = await getTranslations('common');
  return (
    <div className="min-h-dvh">
      <SkipLink label={t('skipToContent')} />
      <header className="flex h-14 items-center justify-between gap-3 border-line border-b px-4 sm:px-8 print:hidden">
        <a href="/second-factor" aria-label={t('product')} className="rounded-md">
          <Logo />
        </a>
        <form action={signOut} className="group">
          <SubmitButton variant="ghost" size="small" pendingLabel={t('signingOut')}>
            <span className="inline-flex items-center gap-2">
              <LogOut aria-hidden className="size-4" />
              {t('signOut')}
            </span>
          </SubmitButton>
        </form>
      </header>
      <main id="content" className="px-4 py-8 sm:px-8 lg:py-12">
        <div className="mx-auto max-w-4xl">{children}</div>
      </main>
    </div>
  );
}
