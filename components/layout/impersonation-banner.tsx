import { VenetianMask } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { buttonVariants } from '#components/ui/button-variants.ts';

type ImpersonationBannerProps = { name: string; endsAt: Date; timezone: string; stop: () => Promise<void> };

/**
 * Says on every page that somebody acts as another, for how long, and how to stop. The minutes are right when the page
 * comes; public/page-enhancements.js keeps them so.
 */
export async function ImpersonationBanner({ name, endsAt, timezone, stop }: ImpersonationBannerProps) {
  const [t, format] = await Promise.all([getTranslations('impersonation'), getFormatter()]);
  const time = format.dateTime(endsAt, { timeStyle: 'short', timeZone: timezone });
  const minutes = Math.max(0, Math.ceil((endsAt.getTime() - Date.now()) / 60_000));
  return (
    <aside
      aria-label={t('label')}
      data-impersonation=""
      className="sticky top-0 z-40 flex h-(--banner-height) items-center gap-3 border-line border-b bg-warning-soft px-4 text-sm text-warning-text sm:px-8"
    >
      <VenetianMask aria-hidden className="size-4 shrink-0 max-sm:hidden" />
      <p className="min-w-0 flex-1 leading-5">
        <span className="block truncate sm:inline">{t.rich('acting', { name, strong: (chunks) => <strong>{chunks}</strong> })}</span>{' '}
        <span
          className="block text-xs sm:inline sm:text-sm"
          data-ends-at={endsAt.toISOString()}
          data-left={t('left', { minutes: '#', time })}
          suppressHydrationWarning
        >
          {t('left', { minutes: String(minutes), time })}
        </span>
      </p>
      <form action={stop}>
        <button type="submit" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
          {t('stop')}
        </button>
      </form>
    </aside>
  );
}
