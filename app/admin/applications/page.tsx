import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApplicationList } from '#components/admin/application-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { type ApplicationPage, listApplications } from '#lib/applications/list-applications.ts';
import { holdsPermission } from '#lib/auth/check-access.ts';
import { listApplications as contract } from '#lib/contracts/applications.ts';
import { ServiceError } from '#lib/errors.ts';
import { guardPage } from '../guard-page.tsx';

type Query = Record<string, string | string[] | undefined>;
type ApplicationsPageProps = { searchParams: Promise<Query> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('applications');
  return { title: t('title') };
}

/** The page that an address asks for; one that was mistyped shows the first. */
async function readPage(query: Query): Promise<ApplicationPage & { cursor?: string | undefined }> {
  const cursor = contract.query.safeParse({ cursor: query.cursor }).data?.cursor;
  try {
    return { cursor, ...(await listApplications({ limit: 20, cursor })) };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'VALIDATION_FAILED')) throw error;
    return listApplications({ limit: 20 });
  }
}

export default async function ApplicationsPage({ searchParams }: ApplicationsPageProps) {
  const { actor, denied } = await guardPage('admin.settings.read');
  if (denied) return denied;
  const query = await searchParams;
  const [t, { applications, pagination, cursor }] = await Promise.all([getTranslations('applications'), readPage(query)]);
  const mayWrite = holdsPermission(actor, 'admin.settings.write');
  const notice = (['added', 'saved', 'deleted'] as const).find((code) => code === query.notice);
  const add = (
    <PageLink href="/admin/applications/new" className={buttonVariants()}>
      {t('add')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={mayWrite && applications.length > 0 ? add : null} />
      {notice ? (
        <Alert tone="success" role="status" className="mb-6">
          {t(`notices.${notice}`)}
        </Alert>
      ) : null}
      {mayWrite ? null : (
        <Alert tone="neutral" className="mb-6">
          {t('readOnly')}
        </Alert>
      )}
      {applications.length > 0 ? (
        <ApplicationList applications={applications} timezone={actor.user.timezone} mayWrite={mayWrite} />
      ) : (
        <Card>
          <CardContent className="py-12 text-center">
            <p className="font-medium text-sm">{t('empty')}</p>
            <p className="mx-auto mt-1 mb-6 max-w-md text-muted text-sm leading-6 last:mb-0">{t('emptyText')}</p>
            {mayWrite ? add : null}
          </CardContent>
        </Card>
      )}
      <div className="mt-6 flex flex-wrap justify-center gap-3 empty:hidden">
        {cursor ? (
          <PageLink href="/admin/applications" className={buttonVariants({ variant: 'secondary' })}>
            {t('newest')}
          </PageLink>
        ) : null}
        {pagination.next_cursor ? (
          <PageLink
            href={`/admin/applications?cursor=${pagination.next_cursor}`}
            className={buttonVariants({ variant: 'secondary' })}
            prefetch={false}
          >
            {t('older')}
          </PageLink>
        ) : null}
      </div>
    </>
  );
}
