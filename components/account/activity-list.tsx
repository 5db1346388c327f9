import { KeyRound, LogIn, MonitorSmartphone, ShieldAlert, UserRound } from 'lucide-react';
import { getFormatter, getLocale, getTranslations } from 'next-intl/server';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Dotted } from '#components/ui/dotted.tsx';
import { type ActivityAction, type ActivityKind, activityKindOf, canDisown } from '#lib/audit/activity-kinds.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { countryName } from '#lib/places/country-name.ts';
import { reasonLabel } from './activity-reason.ts';

type ActivityListProps = { events: AuditEventShape[]; timezone: string; sessionId: string };

const icons = { sign_in: LogIn, credential: KeyRound, session: MonitorSmartphone, profile: UserRound } satisfies Record<
  ActivityKind,
  typeof LogIn
>;

const link = buttonVariants({ variant: 'link', size: 'text' });

/** Own security events, by day in the reader's time zone, in plain words. */
export async function ActivityList({ events, timezone, sessionId }: ActivityListProps) {
  const [t, format, locale] = await Promise.all([getTranslations(), getFormatter(), getLocale()]);
  const dayOf = (event: AuditEventShape) => format.dateTime(new Date(event.created_at), { dateStyle: 'full', timeZone: timezone });
  const timeOf = (event: AuditEventShape) => format.dateTime(new Date(event.created_at), { timeStyle: 'short', timeZone: timezone });
  const days = [...Map.groupBy(events, dayOf)];
  return (
    <div className="space-y-8">
      {days.map(([day, entries]) => (
        <section key={day} aria-label={day}>
          <h2 className="mb-3 font-medium text-muted text-sm">{day}</h2>
          <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
            {entries.map((event) => {
              const kind = activityKindOf(event.action) ?? 'session';
              const isBad = event.result !== 'success';
              const Icon = isBad ? ShieldAlert : icons[kind];
              const isHere = event.target?.type === 'session' && event.target.id === sessionId;
              const reason = reasonLabel(t, event);
              const facts = [
                reason,
                event.device,
                event.country && countryName(event.country, locale),
                event.ip,
                event.explanation && t('activity.explanation', { reason: event.explanation }),
                event.actor.type === 'impersonator' && !event.action.startsWith('impersonation.') ? t('activity.byImpersonator') : null,
                event.actor.type === 'user' && !event.action.startsWith('impersonation.') && event.actor.id === null
                  ? t('activity.bySomebody')
                  : null,
              ].filter((fact): fact is string => Boolean(fact));
              return (
                <li
                  key={event.id}
                  className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 p-4 sm:grid-cols-[auto_minmax(0,1fr)_auto_auto] sm:px-6"
                >
                  <span
                    aria-hidden
                    className={`flex size-10 items-center justify-center rounded-xl max-sm:row-span-2 ${isBad ? 'bg-warning-soft text-warning-text' : 'bg-sunken text-muted'}`}
                  >
                    <Icon className="size-[1.125rem]" />
                  </span>
                  <div className="min-w-0 flex-1">
                    <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
                      {t(`activity.actions.${event.action as ActivityAction}`)}
                      {isHere ? <Badge tone="accent">{t('sessions.current')}</Badge> : null}
                    </p>
                    <p className="mt-0.5 text-[0.8125rem] text-muted leading-5">
                      <Dotted facts={facts} />
                    </p>
                  </div>
                  {canDisown(event) && !isHere ? (
                    // Not a PageLink: the page is sent without React's runtime.
                    <a
                      href="/secure-account"
                      className={`${link} col-start-2 row-start-2 justify-self-start text-[0.8125rem] leading-5 sm:col-start-3 sm:row-start-1`}
                    >
                      {t('activity.notMe')}
                      <span className="sr-only">
                        {' '}
                        {t(`activity.actions.${event.action as ActivityAction}`)}, {timeOf(event)}
                      </span>
                    </a>
                  ) : null}
                  <time
                    dateTime={event.created_at}
                    className="col-start-3 row-start-1 text-[0.8125rem] text-muted tabular-nums leading-5 sm:col-start-4"
                  >
                    {timeOf(event)}
                  </time>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
