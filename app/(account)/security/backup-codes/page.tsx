import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { NextIntlClientProvider } from 'next-intl';
import { getMessages, getTranslations } from 'next-intl/server';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { MakeBackupCodes } from '#components/account/make-backup-codes.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { requireUser } from '#lib/auth/require.ts';
import { pickMessages } from '#lib/i18n/pick-messages.ts';
import { makeBackupCodes } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('security');
  return { title: t('newCodesTitle') };
}

export default async function BackupCodesPage() {
  const { user } = await requireUser();
  if (!user.secondFactorEnabled) redirect('/security');
  const [t, messages] = await Promise.all([getTranslations('security'), getMessages()]);
  return (
    <>
      <PageHeader title={t('newCodesTitle')} />
      <NextIntlClientProvider messages={pickMessages(messages, ['security', 'common'])}>
        <MakeBackupCodes action={makeBackupCodes} />
      </NextIntlClientProvider>
      <BackToSecurity />
    </>
  );
}
