import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApplicationList } from '#components/admin/application-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Notice } from '#components/ui/notice.tsx';
import { listApplications } from '#lib/applications/list-applications.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../guard-page.tsx';

type Query = Record<string, string | string[] | undefined>;
type ApplicationsPageProps = { searchParams: Promise<Query> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('applications');
  return { title: t('title') };
}

const addressOf = (cursor: string | undefined) => (cursor ? `/admin/applications?cursor=${cursor}` : '/admin/applications');

export default async function ApplicationsPage({ searchParams }: ApplicationsPageProps) {
  const { actor, denied } = await guardPage('admin.settings.read');
  if (denied) return denied;
  const query = await searchParams;
  const [t, { applications, pagination, cursor }] = await Promise.all([
    getTranslations('applications'),
    pageFromAddress(query, listApplications),
  ]);
  const mayWrite = isAllowed(actor, 'admin.settings.write');
  const notice = (['added', 'saved', 'deleted'] as const).find((code) => code === query.notice);
  const add = (
    <PageLink href="/admin/applications/new" className={buttonVariants()}>
      {t('add')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={mayWrite && applications.length > 0 ? add : null} />
      <Notice className="mb-6">{notice ? t(`notices.${notice}`) : null}</Notice>
      {mayWrite ? null : (
        <Alert tone="neutral" className="mb-6">
          {t('readOnly')}
        </Alert>
      )}
      {applications.length > 0 ? (
        <ApplicationList applications={applications} timezone={actor.user.timezone} mayWrite={mayWrite} />
      ) : (
        <EmptyList title={t('empty')} text={t('emptyText')}>
          {mayWrite ? add : null}
        </EmptyList>
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={addressOf} />
    </>
  );
}
