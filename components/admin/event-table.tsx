import { getFormatter, getTranslations } from 'next-intl/server';
import { Badge } from '#components/ui/badge.tsx';
import { Table, TableCell, TableHead } from '#components/ui/table.tsx';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { EventDetails } from './event-details.tsx';

const results = ['success', 'failure', 'denied'] as const;
const tones = { success: 'success', failure: 'warning', denied: 'danger' } as const;

/** The audit trail's entries; a table where there is room, cards on small screens. */
export async function EventTable({ events, timezone, readerId }: { events: AuditEventShape[]; timezone: string; readerId: string }) {
  const [t, format] = await Promise.all([getTranslations('admin'), getFormatter()]);
  const actorOf = ({ actor }: AuditEventShape) => {
    if (actor.id === readerId) return t('you');
    // The end of an id tells users apart; its beginning is the time they were made.
    return actor.label ?? (actor.id ? `…${actor.id.slice(-8)}` : actor.type === 'system' ? t('system') : t('anonymous'));
  };
  const timeOf = (event: AuditEventShape) =>
    format.dateTime(new Date(event.created_at), { dateStyle: 'medium', timeStyle: 'medium', timeZone: timezone });
  const resultOf = (event: AuditEventShape) => {
    const known = results.find((result) => result === event.result);
    return <Badge tone={known ? tones[known] : 'neutral'}>{known ? t(known) : event.result}</Badge>;
  };
  return (
    <>
      <div className="mt-4 hidden sm:block">
        <Table>
          <thead>
            <tr>
              <TableHead>{t('event')}</TableHead>
              <TableHead>{t('actor')}</TableHead>
              <TableHead>{t('result')}</TableHead>
              <TableHead className="text-right">{t('time')}</TableHead>
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>td]:border-b-0">
            {events.map((event) => (
              <tr key={event.id} className="transition-colors hover:bg-canvas">
                <TableCell>
                  <code className="font-mono text-[0.8125rem] text-ink">{event.action}</code>
                  {event.reason ? <p className="mt-0.5 text-faint text-xs">{event.reason}</p> : null}
                  <EventDetails event={event} />
                </TableCell>
                <TableCell className="max-w-40 truncate text-muted" title={event.actor.id ?? undefined}>
                  {actorOf(event)}
                </TableCell>
                <TableCell>{resultOf(event)}</TableCell>
                <TableCell className="whitespace-nowrap text-right text-muted tabular-nums">{timeOf(event)}</TableCell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <ul className="mt-4 divide-y divide-line border-line border-t sm:hidden">
        {events.map((event) => (
          <li key={event.id} className="space-y-1.5 px-5 py-4">
            <p className="flex items-start justify-between gap-3">
              <code className="min-w-0 break-words font-mono text-[0.8125rem] text-ink">{event.action}</code>
              {resultOf(event)}
            </p>
            {event.reason ? <p className="text-faint text-xs">{event.reason}</p> : null}
            <p className="truncate text-muted text-xs">{actorOf(event)}</p>
            <p className="text-faint text-xs tabular-nums">{timeOf(event)}</p>
            <EventDetails event={event} />
          </li>
        ))}
      </ul>
    </>
  );
}
