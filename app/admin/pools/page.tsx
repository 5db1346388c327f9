import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PoolList } from '#components/admin/pool-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { listPools } from '#lib/pools/list-pools.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { guardPage } from '../guard-page.tsx';

type PoolsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('pools');
  return { title: t('title') };
}

const addressOf = (cursor: string | undefined) => (cursor ? `/admin/pools?cursor=${cursor}` : '/admin/pools');

export default async function PoolsPage({ searchParams }: PoolsPageProps) {
  const { actor, denied } = await guardPage('admin.settings.read');
  if (denied) return denied;
  const query = await searchParams;
  const [t, { pools, pagination, cursor }] = await Promise.all([getTranslations('pools'), pageFromAddress(query, listPools)]);
  const mayWrite = isAllowed(actor, 'admin.settings.write');
  return (
    <>
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          mayWrite ? (
            <PageLink href="/admin/pools/new" className={buttonVariants()}>
              {t('add')}
            </PageLink>
          ) : null
        }
      />
      {query.notice === 'deleted' ? (
        <Alert tone="success" role="status" className="mb-6">
          {t('notices.deleted')}
        </Alert>
      ) : null}
      <PoolList pools={pools} />
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={addressOf} />
    </>
  );
}
