import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ServiceAccountList } from '#components/admin/service-account-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { holdsPermission } from '#lib/auth/check-access.ts';
import { listServiceAccounts as contract } from '#lib/contracts/service-accounts.ts';
import { ServiceError } from '#lib/errors.ts';
import { listServiceAccounts } from '#lib/service-accounts/list-accounts.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { guardPage } from '../guard-page.tsx';

type Query = Record<string, string | string[] | undefined>;
type ServiceAccountsPageProps = { searchParams: Promise<Query> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('title') };
}

/** The page that an address asks for; one that was mistyped shows the first. */
async function readPage(actor: Actor, query: Query) {
  const cursor = contract.query.safeParse({ cursor: query.cursor }).data?.cursor;
  try {
    return { cursor, ...(await listServiceAccounts(actor, { limit: 20, cursor })) };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'VALIDATION_FAILED')) throw error;
    return { cursor: undefined, ...(await listServiceAccounts(actor, { limit: 20 })) };
  }
}

export default async function ServiceAccountsPage({ searchParams }: ServiceAccountsPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.read');
  if (denied) return denied;
  const query = await searchParams;
  const [t, { accounts, pagination, cursor }] = await Promise.all([getTranslations('serviceAccounts'), readPage(actor, query)]);
  const mayWrite = holdsPermission(actor, 'admin.api_keys.write');
  const add = (
    <PageLink href="/admin/service-accounts/new" className={buttonVariants()}>
      {t('add')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={mayWrite && accounts.length > 0 ? add : null} />
      {query.notice === 'deleted' ? (
        <Alert tone="success" role="status" className="mb-6">
          {t('notices.deleted')}
        </Alert>
      ) : null}
      {mayWrite ? null : (
        <Alert tone="neutral" className="mb-6">
          {t('readOnly')}
        </Alert>
      )}
      {accounts.length > 0 ? (
        <ServiceAccountList accounts={accounts} timezone={actor.user.timezone} />
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
          <PageLink href="/admin/service-accounts" className={buttonVariants({ variant: 'secondary' })}>
            {t('newest')}
          </PageLink>
        ) : null}
        {pagination.next_cursor ? (
          <PageLink
            href={`/admin/service-accounts?cursor=${pagination.next_cursor}`}
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
