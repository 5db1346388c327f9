import { getFormatter, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { BarChart } from '#components/charts/bar-chart.tsx';
import { Shares } from '#components/charts/shares.tsx';
import { PageLink } from '#components/layout/page-link.tsx';
import { ChoiceLinks } from '#components/lists/choice-links.tsx';
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '#components/ui/card.tsx';
import { type StatisticsShape, statisticsRanges } from '#lib/contracts/admin.ts';
import { labelledShares, trailAddress } from './labelled-shares.ts';

type StatisticsProps = {
  statistics: StatisticsShape;
  timezone: string;
  /** Whether the reader may follow a number into the trail, and to the people it is about. */
  mayRead: { trail: boolean; users: boolean };
};

/** A place where the events, or the people, behind a number are listed. */
type Source = { text: string; href: string };

type PanelProps = { id: string; title: string; text?: string; sources?: readonly Source[]; children: ReactNode };

function Panel({ id, title, text, sources = [], children }: PanelProps) {
  return (
    <Card aria-labelledby={id}>
      <CardHeader>
        <div>
          <CardTitle id={id}>{title}</CardTitle>
          {text ? <CardDescription>{text}</CardDescription> : null}
        </div>
      </CardHeader>
      <CardContent>
        {children}
        {sources.length > 0 ? (
          <p className="mt-4 flex flex-wrap gap-x-4 gap-y-1 border-line border-t pt-3 text-sm">
            {sources.map(({ text: name, href }) => (
              <PageLink key={href} href={href} prefetch={false} className="text-accent-text underline-offset-4 hover:underline">
                {name}
              </PageLink>
            ))}
          </p>
        ) : null}
      </CardContent>
    </Card>
  );
}

/** How signing in went over time, by what, and how well people are protected. */
export async function Statistics({ statistics, timezone, mayRead }: StatisticsProps) {
  const { range, step_seconds: step, series, adoption, queue } = statistics;
  const [t, every, format] = await Promise.all([getTranslations('statistics'), getTranslations(), getFormatter()]);
  const whole = step % 86_400 === 0;
  // Whole days are counted by the clock of the server's statistics (UTC); their date must not move with the reader.
  const columns = series.sign_ins.map(({ at }) =>
    format.dateTime(
      new Date(at),
      whole ? { dateStyle: 'medium', timeZone: 'UTC' } : { dateStyle: 'short', timeStyle: 'short', timeZone: timezone },
    ),
  );
  const values = (points: { count: number }[]) => points.map(({ count }) => count);
  const numbers = { count: (value: number) => format.number(value), part: (value: number) => format.number(value, { style: 'percent' }) };
  const table = t('table');
  const chart = { columns, texts: { table, column: t('time') }, format: numbers.count };
  const share = (column: string) => ({
    format: numbers,
    texts: { table, column, count: t('count'), part: t('part'), empty: t('none') },
  });
  // The trail is asked for by whole days (UTC): from the one on which the charts begin.
  const since = series.sign_ins[0]?.at.slice(0, 10) ?? '';
  const shares = (action: string, parts: StatisticsShape['sign_ins_by_method']) =>
    labelledShares(every, { action, parts, since, mayReadTrail: mayRead.trail });
  const trail = (...parts: [text: string, action: string][]): Source[] =>
    mayRead.trail ? parts.map(([text, action]) => ({ text, href: trailAddress(since, action) })) : [];
  const people = (...parts: [text: string, filter: string][]): Source[] =>
    mayRead.users ? parts.map(([text, filter]) => ({ text, href: `/admin/users?status=active&${filter}` })) : [];
  return (
    <section aria-label={t('title')} className="mb-6 space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <ChoiceLinks
          label={t('range')}
          choices={statisticsRanges.map((each) => ({
            key: each,
            text: t(`ranges.${each}`),
            href: each === '24h' ? '/admin' : `/admin?range=${each}`,
            isOn: each === range,
          }))}
        />
        <p className="text-faint text-xs leading-5">{t('age')}</p>
      </div>
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <Panel
          id="chart-sign-ins"
          title={t('signIns')}
          sources={trail([t('sources.signIns'), 'session.created'], [t('sources.failures'), 'session.denied'])}
        >
          <BarChart
            {...chart}
            label={t('signInsLabel')}
            series={[
              { name: t('succeeded'), fill: 'fill-accent', values: values(series.sign_ins) },
              { name: t('failed'), fill: 'fill-danger', values: values(series.failed_sign_ins) },
            ]}
          />
        </Panel>
        <Panel
          id="chart-people"
          title={t('people')}
          sources={trail(
            [t('sources.registrations'), 'user.registered'],
            [t('sources.invitations'), 'user.invited'],
            [t('sources.imports'), 'user.imported'],
            [t('sources.lockOuts'), 'user.locked'],
          )}
        >
          <BarChart
            {...chart}
            label={t('peopleLabel')}
            series={[
              { name: t('newUsers'), fill: 'fill-accent', values: values(series.new_users) },
              { name: t('importedUsers'), fill: 'fill-faint', values: values(series.imported_users) },
              { name: t('lockOuts'), fill: 'fill-danger', values: values(series.lock_outs) },
            ]}
          />
        </Panel>
        <Panel id="by-method" title={t('byMethod')} sources={trail([t('sources.signIns'), 'session.created'])}>
          <Shares
            {...share(t('method'))}
            label={t('byMethod')}
            shares={shares('session.created', statistics.sign_ins_by_method)}
            fill="fill-accent"
          />
        </Panel>
        <Panel id="by-reason" title={t('byReason')} sources={trail([t('sources.failures'), 'session.denied'])}>
          <Shares
            {...share(t('reason'))}
            label={t('byReason')}
            shares={shares('session.denied', statistics.failures_by_reason)}
            fill="fill-danger"
          />
        </Panel>
        <Panel
          id="adoption"
          title={t('adoption')}
          text={t('adoptionText', { count: adoption.active_users })}
          sources={people([t('sources.withFactor'), 'mfa=true'], [t('sources.withoutFactor'), 'mfa=false'])}
        >
          <Shares
            {...share(t('accounts'))}
            label={t('adoption')}
            shares={[
              { name: t('withFactor'), count: adoption.with_second_factor },
              { name: t('withPasskey'), count: adoption.with_passkey },
            ]}
            whole={adoption.active_users}
            fill="fill-accent"
          />
        </Panel>
        <Panel id="queue" title={t('queue')} text={t('queueText')}>
          <dl className="space-y-3 text-sm">
            {(
              [
                ['waiting', format.number(queue.waiting)],
                ['oldest', t('seconds', { count: queue.oldest_due_seconds ?? 0 })],
                ['givenUp', format.number(queue.failed)],
              ] as const
            ).map(([name, value]) => (
              <div key={name} className="flex items-baseline justify-between gap-4">
                <dt className="text-ink">{t(name)}</dt>
                <dd className="text-muted tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
    </section>
  );
}
