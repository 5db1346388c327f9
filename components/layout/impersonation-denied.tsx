import { getTranslations } from 'next-intl/server';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { MessagePage } from './message-page.tsx';
import { RequestReference } from './request-reference.tsx';

/** The 403 page of what is closed to an administrator who acts as somebody. */
export async function ImpersonationDenied({ name }: { name: string }) {
  const [t, common] = await Promise.all([getTranslations('impersonation'), getTranslations('common')]);
  return (
    <MessagePage title={t('deniedTitle')} text={t('deniedText', { name })}>
      <a href="/dashboard" className={`${buttonVariants({ variant: 'secondary' })} mt-8`}>
        {common('home')}
      </a>
      <RequestReference />
    </MessagePage>
  );
}
