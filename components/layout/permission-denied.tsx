import { getTranslations } from 'next-intl/server';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { MessagePage } from './message-page.tsx';
import { RequestReference } from './request-reference.tsx';

/** The 403 page; names the permission that is missing. */
export async function PermissionDenied({ permission }: { permission: string }) {
  const [t, common] = await Promise.all([getTranslations('forbidden'), getTranslations('common')]);
  return (
    <MessagePage title={t('title')} text={t('text')}>
      <p className="mt-6 rounded-control bg-sunken px-4 py-2.5 text-muted text-sm">
        {t('permission')}: <code className="break-all font-medium font-mono text-ink">{permission}</code>
      </p>
      <a href="/dashboard" className={`${buttonVariants({ variant: 'secondary' })} mt-8`}>
        {common('home')}
      </a>
      <RequestReference />
    </MessagePage>
  );
}
