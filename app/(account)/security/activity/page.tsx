import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActivityFilters } from '#components/account/activity-filters.tsx';
import { ActivityList } from '#components/account/activity-list.tsx';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { listOwnActivity } from '#lib/audit/list-activity.ts';
import { requireUser } from '#lib/auth/require.ts';
import { listActivity } from '#lib/contracts/activity.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { activityAddress } from './activity-address.ts';

type ActivityPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('activity');
  return { title: t('title') };
}

/** The page that an address asks for; one that was mistyped, or whose cursor is another person's, shows the first. */
async function readActivity(actor: Actor, query: Record<string, string | string[] | undefined>) {
  const parsed = listActivity.query.safeParse(query);
  const { kind, result, cursor } = parsed.data ?? {};
  try {
    return { kind, result, cursor, ...(await listOwnActivity(actor, { limit: 20, kind, result, cursor })) };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'VALIDATION_FAILED')) throw error;
    return { kind, result, cursor: undefined, ...(await listOwnActivity(actor, { limit: 20, kind, result })) };
  }
}

const button = buttonVariants({ variant: 'secondary' });

export default async function ActivityPage({ searchParams }: ActivityPageProps) {
  const actor = await requireUser();
  const [t, { events, pagination, kind, result, cursor }] = await Promise.all([
    getTranslations('activity'),
    searchParams.then((query) => readActivity(actor, query)),
  ]);
  const isFiltered = kind !== undefined || result !== undefined;
  const address = (changes: { cursor?: string }) => activityAddress({ kind, result, ...changes });
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <ActivityFilters kind={kind} result={result} addressOf={activityAddress} />
      {events.length > 0 ? (
        <ActivityList events={events} timezone={actor.user.timezone} sessionId={actor.session.id} />
      ) : (
        <Card>
          <CardContent className="py-12 text-center">
            <p className="font-medium text-sm">{t(isFiltered ? 'noResults' : 'empty')}</p>
            <p className="mt-1 text-muted text-sm">{t(isFiltered ? 'noResultsText' : 'emptyText')}</p>
          </CardContent>
        </Card>
      )}
      <div className="mt-6 flex flex-wrap justify-center gap-3 empty:hidden">
        {cursor ? (
          <PageLink href={address({})} className={button}>
            {t('newest')}
          </PageLink>
        ) : null}
        {pagination.next_cursor ? (
          <PageLink href={address({ cursor: pagination.next_cursor })} className={button} prefetch={false}>
            {t('older')}
          </PageLink>
        ) : null}
      </div>
      <BackToSecurity />
    </>
  );
}
