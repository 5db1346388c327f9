import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PoolList } from '#components/admin/pool-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Notice } from '#components/ui/notice.tsx';
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
      <Notice className="mb-6">{query.notice === 'deleted' ? t('notices.deleted') : null}</Notice>
      <PoolList pools={pools} />
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={addressOf} />
    </>
  );
}
