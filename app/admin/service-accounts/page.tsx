import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ServiceAccountList } from '#components/admin/service-account-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Notice } from '#components/ui/notice.tsx';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { listServiceAccounts } from '#lib/service-accounts/list-accounts.ts';
import { guardPage } from '../guard-page.tsx';

type Query = Record<string, string | string[] | undefined>;
type ServiceAccountsPageProps = { searchParams: Promise<Query> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('serviceAccounts');
  return { title: t('title') };
}

const addressOf = (cursor: string | undefined) => (cursor ? `/admin/service-accounts?cursor=${cursor}` : '/admin/service-accounts');

export default async function ServiceAccountsPage({ searchParams }: ServiceAccountsPageProps) {
  const { actor, denied } = await guardPage('admin.api_keys.read');
  if (denied) return denied;
  const query = await searchParams;
  const [t, { accounts, pagination, cursor }] = await Promise.all([
    getTranslations('serviceAccounts'),
    pageFromAddress(query, (options) => listServiceAccounts(actor, options)),
  ]);
  const mayWrite = isAllowed(actor, 'admin.api_keys.write');
  const add = (
    <PageLink href="/admin/service-accounts/new" className={buttonVariants()}>
      {t('add')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={mayWrite && accounts.length > 0 ? add : null} />
      <Notice className="mb-6">{query.notice === 'deleted' ? t('notices.deleted') : null}</Notice>
      {mayWrite ? null : (
        <Alert tone="neutral" className="mb-6">
          {t('readOnly')}
        </Alert>
      )}
      {accounts.length > 0 ? (
        <ServiceAccountList accounts={accounts} timezone={actor.user.timezone} />
      ) : (
        <EmptyList title={t('empty')} text={t('emptyText')}>
          {mayWrite ? add : null}
        </EmptyList>
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={addressOf} />
    </>
  );
}
