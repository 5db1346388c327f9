import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { KeyList } from '#components/keys/key-list.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { listOwnKeys } from '#lib/api-keys/own-keys.ts';
import { requireUser } from '#lib/auth/require.ts';
import { listApiKeys } from '#lib/contracts/api-keys.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';

type Query = Record<string, string | string[] | undefined>;
type ApiKeysPageProps = { searchParams: Promise<Query> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('apiKeys');
  return { title: t('title') };
}

/** The page that an address asks for; one that was mistyped, or whose cursor is another person's, shows the first. */
async function readPage(actor: Actor, query: Query) {
  const cursor = listApiKeys.query.safeParse({ cursor: query.cursor }).data?.cursor;
  try {
    return { cursor, ...(await listOwnKeys(actor, { limit: 20, cursor })) };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'VALIDATION_FAILED')) throw error;
    return { cursor: undefined, ...(await listOwnKeys(actor, { limit: 20 })) };
  }
}

export default async function ApiKeysPage({ searchParams }: ApiKeysPageProps) {
  const actor = await requireUser();
  const query = await searchParams;
  const [t, { keys, pagination, cursor }] = await Promise.all([getTranslations('apiKeys'), readPage(actor, query)]);
  const make = (
    <PageLink href="/api-keys/new" className={buttonVariants()}>
      {t('makeLink')}
    </PageLink>
  );
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} actions={keys.length > 0 ? make : null} />
      {query.notice === 'revoked' ? (
        <Alert tone="success" role="status" className="mb-6">
          {t('revoked')}
        </Alert>
      ) : null}
      {keys.length > 0 ? (
        <KeyList keys={keys} timezone={actor.user.timezone} addressOf={({ id }) => `/api-keys/${id}`} />
      ) : (
        <Card>
          <CardContent className="py-12 text-center">
            <p className="font-medium text-sm">{t('empty')}</p>
            <p className="mx-auto mt-1 mb-6 max-w-md text-muted text-sm leading-6">{t('emptyText')}</p>
            {make}
          </CardContent>
        </Card>
      )}
      <div className="mt-6 flex flex-wrap justify-center gap-3 empty:hidden">
        {cursor ? (
          <PageLink href="/api-keys" className={buttonVariants({ variant: 'secondary' })}>
            {t('newest')}
          </PageLink>
        ) : null}
        {pagination.next_cursor ? (
          <PageLink
            href={`/api-keys?cursor=${pagination.next_cursor}`}
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
