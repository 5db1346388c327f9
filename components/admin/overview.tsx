import { getFormatter, getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import type { DashboardShape } from '#lib/contracts/admin.ts';
import { CountCard } from './count-card.tsx';
import { EventTable } from './event-table.tsx';
import { Statistics } from './statistics.tsx';

type OverviewProps = { dashboard: DashboardShape; timezone: string; readerId: string; mayRead: { trail: boolean; users: boolean } };

/** The first page of the console: four counts, statistics and the newest events. */
export async function Overview({ dashboard, timezone, readerId, mayRead }: OverviewProps) {
  const { counts, latest_events: events } = dashboard;
  const [t, format] = await Promise.all([getTranslations('admin'), getFormatter()]);
  return (
    <>
      <div className="mb-6 grid grid-cols-2 gap-4 lg:grid-cols-4">
        <CountCard term={t('users')} value={format.number(counts.users)} />
        <CountCard term={t('activeSessions')} value={format.number(counts.active_sessions)} />
        <CountCard term={t('signIns')} value={format.number(counts.sign_ins_24h)} />
        <CountCard term={t('failedSignIns')} value={format.number(counts.failed_sign_ins_24h)} warn={counts.failed_sign_ins_24h > 0} />
      </div>
      <Statistics statistics={dashboard.statistics} timezone={timezone} mayRead={mayRead} />
      <Card aria-labelledby="events">
        <CardHeader>
          <div>
            <CardTitle id="events">{t('latestEvents')}</CardTitle>
            <CardDescription>{t('latestEventsText')}</CardDescription>
          </div>
          {mayRead.trail ? (
            <PageLink href="/admin/audit" className={buttonVariants({ variant: 'secondary', size: 'small' })}>
              {t('allEvents')}
            </PageLink>
          ) : null}
        </CardHeader>
        {events.length === 0 ? (
          <CardContent>
            <p className="py-8 text-center text-muted text-sm">{t('noEvents')}</p>
          </CardContent>
        ) : (
          <EventTable events={events} timezone={timezone} readerId={readerId} />
        )}
      </Card>
    </>
  );
}
