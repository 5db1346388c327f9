import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { formErrorTexts } from '#app/actions/form-texts.ts';
import { RoleRequests } from '#components/admin/role-requests.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { listPendingRoleRequests } from '#lib/approvals/decide-role-request.ts';
import { guardPage } from '../guard-page.tsx';
import { decide } from './actions.ts';

type ApprovalsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('adminApprovals');
  return { title: t('title') };
}

export default async function ApprovalsPage({ searchParams }: ApprovalsPageProps) {
  const { actor, denied } = await guardPage('admin.users.roles');
  if (denied) return denied;
  const [query, t, error, requests] = await Promise.all([
    searchParams,
    getTranslations('adminApprovals'),
    formErrorTexts(),
    listPendingRoleRequests(actor),
  ]);
  const notice = (['approved', 'denied'] as const).find((code) => code === query.notice);
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      {notice ? (
        <Alert tone="success" role="status" className="mb-6">
          {t(`notices.${notice}`)}
        </Alert>
      ) : null}
      <RoleRequests requests={requests} timezone={actor.user.timezone} decide={decide} error={error} />
    </>
  );
}
