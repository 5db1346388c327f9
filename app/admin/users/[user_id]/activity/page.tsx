import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EventTable } from '#components/admin/event-table.tsx';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { Pager } from '#components/lists/pager.tsx';
import { Card } from '#components/ui/card.tsx';
import { listUserEvents } from '#lib/audit/list-user-events.ts';
import { pageFromAddress } from '#lib/http/page-from-address.ts';
import { guardPage } from '../../../guard-page.tsx';
import { readUser } from '../../read-user.ts';
import { UserFrame } from '../../user-frame.tsx';

type ActivityPageProps = {
  params: Promise<{ user_id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('users');
  return { title: t('tabs.activity') };
}

/** What happened to somebody's account. */
export default async function UserActivityPage({ params, searchParams }: ActivityPageProps) {
  const { actor, denied } = await guardPage('admin.audit.read');
  if (denied) return denied;
  const managed = await readUser(params);
  const { id } = managed.user;
  const [t, { events, pagination, cursor }] = await Promise.all([
    getTranslations('users'),
    searchParams.then((query) => pageFromAddress(query, (page) => listUserEvents(id, page))),
  ]);
  const address = `/admin/users/${id}/activity`;
  return (
    <UserFrame actor={actor} managed={managed} current="activity">
      {events.length > 0 ? (
        <Card className="overflow-hidden">
          <div className="-mt-4">
            <EventTable events={events} timezone={actor.user.timezone} readerId={actor.user.id} />
          </div>
        </Card>
      ) : (
        <EmptyList title={t('noEvents')} text={t('noEventsText')} />
      )}
      <Pager cursor={cursor} next={pagination.next_cursor} addressOf={(to) => (to ? `${address}?cursor=${to}` : address)} />
    </UserFrame>
  );
}
