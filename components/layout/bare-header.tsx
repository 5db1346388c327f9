import { LogOut } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { Logo } from '#components/brand/logo.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';

/** Above the pages that are open to somebody who must set up a second factor first. */
export async function BareHeader({ signOut }: { signOut: () => Promise<void> }) {
  const t = await getTranslations('common');
  return (
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
  );
}
