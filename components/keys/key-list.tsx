import { KeyRound } from 'lucide-react';
import { getFormatter, getNow, getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';

type KeyListProps = {
  keys: ApiKeyShape[];
  timezone: string;
  /** Under a heading of the page the names are one level deeper. */
  nameAs?: 'h2' | 'h3';
  /** Where the pages of one key are; null: whoever looks may not change them. */
  addressOf: ((key: ApiKeyShape) => string) | null;
  /** What is to be said of each key besides, by its id. */
  notes?: ReadonlyMap<string, { facts: string[]; warning: string | null }>;
};

const button = `${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:flex-1`;

function statusOf({ expires_at: end, rotated_at: replaced }: ApiKeyShape, now: Date): 'good' | 'expired' | 'replaced' {
  if (end !== null && new Date(end) <= now) return 'expired';
  return replaced === null ? 'good' : 'replaced';
}

/** Keys with what they open, since when and for how long, each with its successor and its end. */
export async function KeyList({ keys, timezone, nameAs = 'h2', addressOf, notes }: KeyListProps) {
  const [t, format, now] = await Promise.all([getTranslations('apiKeys'), getFormatter(), getNow()]);
  const day = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeZone: timezone });
  const moment = (date: string) => format.dateTime(new Date(date), { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {keys.map((key) => {
            const { id, name, prefix, scopes, allowed_ips: addresses, expires_at: end } = key;
            const status = statusOf(key, now);
            const note = notes?.get(id);
            const facts = [
              t('made', { when: day(key.created_at) }),
              key.last_used_at ? t('used', { when: format.relativeTime(new Date(key.last_used_at), now) }) : t('neverUsed'),
              end === null ? t('noEnd') : t(status === 'expired' ? 'ended' : 'ends', { when: moment(end) }),
              ...(key.rate_limit === null ? [] : [t('atMost', { limit: key.rate_limit })]),
              ...(addresses.length > 0 ? [t('from', { addresses: format.list(addresses, { type: 'conjunction' }) })] : []),
              ...(note?.facts ?? []),
            ];
            const address = addressOf?.(key);
            return (
              <EntryRow
                key={id}
                icon={<KeyRound className="size-[1.125rem]" />}
                name={name}
                nameAs={nameAs}
                badges={
                  <>
                    {status === 'good' ? null : <Badge tone={status === 'expired' ? 'neutral' : 'warning'}>{t(status)}</Badge>}
                    {note?.warning ? <Badge tone="warning">{note.warning}</Badge> : null}
                  </>
                }
                tags={{ label: t('scopes'), values: scopes }}
                facts={facts}
                end={
                  address === undefined ? null : (
                    <div className="flex shrink-0 flex-wrap gap-2 max-sm:w-full">
                      <PageLink href={`${address}/edit`} className={button}>
                        {t('change')}
                        <span className="sr-only"> {name}</span>
                      </PageLink>
                      {status === 'good' ? (
                        <PageLink href={`${address}/rotate`} className={button}>
                          {t('rotate')}
                          <span className="sr-only"> {name}</span>
                        </PageLink>
                      ) : null}
                      <PageLink href={`${address}/revoke`} className={button}>
                        {t('revoke')}
                        <span className="sr-only"> {name}</span>
                      </PageLink>
                    </div>
                  )
                }
              >
                <p className="mt-0.5 break-all font-mono text-[0.8125rem] text-muted leading-5">{prefix}…</p>
              </EntryRow>
            );
          })}
        </ul>
      </CardContent>
    </Card>
  );
}
