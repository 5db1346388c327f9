import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ActivityFilters } from '#components/account/activity-filters.tsx';
import { ActivityList } from '#components/account/activity-list.tsx';
import { BackToSecurity } from '#components/account/back-to-security.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { listOwnActivity } from '#lib/audit/list-activity.ts';
import { requireUser } from '#lib/auth/require.ts';
import { listActivity } from '#lib/contracts/activity.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { activityAddress } from './activity-address.ts';

type ActivityPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('activity');
  return { title: t('title') };
}

/** The page that an address asks for; a filter that was mistyped is none. */
async function readActivity(actor: Actor, query: Record<string, string | string[] | undefined>) {
  const filter = listActivity.query.safeParse({ kind: query.kind, result: query.result }).data;
  const [kind, result] = [filter?.kind, filter?.result];
  return { kind, result, ...(await pageFromAddress(query, (options) => listOwnActivity(actor, { ...options, kind, result }))) };
}

export default async function ActivityPage({ searchParams }: ActivityPageProps) {
  const actor = await requireUser();
  const [t, { events, pagination, kind, result, cursor }] = await Promise.all([
    getTranslations('activity'),
    searchParams.then((query) => readActivity(actor, query)),
  ]);
  const isFiltered = kind !== undefined || result !== undefined;
  const addressOf = (to: string | undefined) => activityAddress({ kind, result, ...(to && { cursor: to }) });
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <ActivityFilters kind={kind} result={result} addressOf={activityAddress} />
      {events.length > 0 ? (
        <ActivityList events={events} timezone={actor.user.timezone} sessionId={actor.session.id} />
      ) : (
        <EmptyList title={t(isFiltered ? 'noResults' : 'empty')} text={t(isFiltered ? 'noResultsText' : 'emptyText')} />
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={addressOf} />
      <BackToSecurity />
    </>
  );
}
