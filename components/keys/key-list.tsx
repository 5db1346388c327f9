import { KeyRound } from 'lucide-react';
import { getFormatter, getNow, getTranslations } from 'next-intl/server';
import { PageLink } from '#components/layout/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { buttonVariants } from '#components/ui/button-variants.ts';
import { Card, CardContent } from '#components/ui/card.tsx';
import { Dotted } from '#components/ui/dotted.tsx';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';

type KeyListProps = {
  keys: ApiKeyShape[];
  timezone: string;
  /** Under a heading of the page the names are one level deeper. */
  nameAs?: 'h2' | 'h3';
  /** Where the pages of one key are; null: whoever looks may not change them. */
  addressOf: ((key: ApiKeyShape) => string) | null;
};

const button = `${buttonVariants({ variant: 'secondary', size: 'small' })} max-sm:flex-1`;

function statusOf({ expires_at: end, rotated_at: replaced }: ApiKeyShape, now: Date): 'good' | 'expired' | 'replaced' {
  if (end !== null && new Date(end) <= now) return 'expired';
  return replaced === null ? 'good' : 'replaced';
}

/** Keys with what they open, since when and for how long, each with its successor and its end. */
export async function KeyList({ keys, timezone, nameAs: Name = 'h2', addressOf }: KeyListProps) {
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
            const facts = [
              t('made', { when: day(key.created_at) }),
              key.last_used_at ? t('used', { when: format.relativeTime(new Date(key.last_used_at), now) }) : t('neverUsed'),
              end === null ? t('noEnd') : t(status === 'expired' ? 'ended' : 'ends', { when: moment(end) }),
              ...(key.rate_limit === null ? [] : [t('atMost', { limit: key.rate_limit })]),
              ...(addresses.length > 0 ? [t('from', { addresses: format.list(addresses, { type: 'conjunction' }) })] : []),
            ];
            const address = addressOf?.(key);
            return (
              <li key={id} className="flex flex-wrap items-start gap-x-4 gap-y-3 py-5 first:pt-0 last:pb-0 sm:flex-nowrap">
                <span aria-hidden className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-sunken text-muted">
                  <KeyRound className="size-[1.125rem]" />
                </span>
                <div className="min-w-0 flex-1">
                  <Name className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium text-sm">
                    <span className="min-w-0 break-words">{name}</span>
                    {status === 'good' ? null : <Badge tone={status === 'expired' ? 'neutral' : 'warning'}>{t(status)}</Badge>}
                  </Name>
                  <p className="mt-0.5 break-all font-mono text-[0.8125rem] text-muted leading-5">{prefix}…</p>
                  <ul aria-label={t('scopes')} className="mt-2 flex flex-wrap gap-1.5">
                    {scopes.map((scope) => (
                      <li key={scope} className="max-w-full break-all rounded-md bg-sunken px-2 py-0.5 font-mono text-xs leading-5">
                        {scope}
                      </li>
                    ))}
                  </ul>
                  <p className="mt-2 text-[0.8125rem] text-muted leading-5">
                    <Dotted facts={facts} />
                  </p>
                </div>
                {address === undefined ? null : (
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
                )}
              </li>
            );
          })}
        </ul>
      </CardContent>
    </Card>
  );
}
