import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeyList } from '#components/keys/key-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Notice } from '#components/ui/notice.tsx';
import { listOwnKeys } from '#lib/api-keys/own-keys.ts';
import { requireUser } from '#lib/auth/require.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';

type Query = Record<string, string | string[] | undefined>;
type ApiKeysPageProps = { searchParams: Promise<Query> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('title') };
}

const addressOf = (cursor: string | undefined) => (cursor ? `/api-keys?cursor=${cursor}` : '/api-keys');

export default async function ApiKeysPage({ searchParams }: ApiKeysPageProps) {
  const actor = await requireUser();
  const query = await searchParams;
  const [t, { keys, pagination, cursor }] = await Promise.all([
    getTranslations('apiKeys'),
    pageFromAddress(query, (options) => listOwnKeys(actor, options)),
  ]);
  const notice = (['changed', 'revoked'] as const).find((code) => code === query.notice);
  const make = (
    <PageLink href="/api-keys/new" className={buttonVariants()}>
      {t('makeLink')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={keys.length > 0 ? make : null} />
      <Notice className="mb-6">{notice ? t(notice) : null}</Notice>
      {keys.length > 0 ? (
        <KeyList keys={keys} timezone={actor.user.timezone} addressOf={({ id }) => `/api-keys/${id}`} />
      ) : (
        <EmptyList title={t('empty')} text={t('emptyText')}>
          {make}
        </EmptyList>
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={addressOf} />
    </>
  );
}
