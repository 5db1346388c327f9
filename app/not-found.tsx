import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { MessagePage } from '#components/layout/message-page.tsx';
import { RequestReference } from '#components/layout/request-reference.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('notFound');
  return { title: t('title') };
}

export default async function NotFoundPage() {
  const [t, common] = await Promise.all([getTranslations('notFound'), getTranslations('common')]);
  return (
    <main id="content" className="flex min-h-dvh items-center justify-center">
      <MessagePage title={t('title')} text={t('text')}>
        <a href="/dashboard" className={`${buttonVariants()} mt-8`}>
          {common('home')}
        </a>
        <RequestReference />
      </MessagePage>
    </main>
  );
}
