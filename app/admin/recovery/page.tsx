import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { RecoveryRequests } from '#components/admin/recovery-requests.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { listRecoveryRequests } from '#lib/recovery/decide-recovery.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../guard-page.tsx';
import { decide } from './actions.ts';

type RecoveryPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('adminRecovery');
  return { title: t('title') };
}

export default async function AdminRecoveryPage({ searchParams }: RecoveryPageProps) {
  const { actor, denied } = await guardPage('admin.users.read');
  if (denied) return denied;
  const [query, t, error, requests] = await Promise.all([
    searchParams,
    getTranslations('adminRecovery'),
    formErrorTexts(),
    listRecoveryRequests(actor),
  ]);
  const notice = (['approved', 'denied'] as const).find((code) => code === query.notice);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <Notice className="mb-6">{notice ? t(`notices.${notice}`) : null}</Notice>
      <RecoveryRequests
        requests={requests}
        timezone={actor.user.timezone}
        mayWrite={isAllowed(actor, 'admin.users.write')}
        decide={decide}
        error={error}
      />
    </>
  );
}
