import { Bot } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { EntryRow, EntryText } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { ServiceAccountShape } from '#lib/contracts/service-accounts.ts';

type ServiceAccountListProps = { accounts: ServiceAccountShape[]; timezone: string };

/** The service accounts, each with what it may do and what it calls with. */
export async function ServiceAccountList({ accounts, timezone }: ServiceAccountListProps) {
  const [t, format] = await Promise.all([getTranslations('serviceAccounts'), getFormatter()]);
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {accounts.map(({ id, name, description, enabled, permissions, client_secrets: secrets, api_keys: keys, created_at: made }) => (
            <EntryRow
              key={id}
              icon={<Bot className="size-[1.125rem]" />}
              name={name}
              badges={enabled ? null : <Badge tone="warning">{t('off')}</Badge>}
              tags={{ label: t('permissions'), values: permissions }}
              facts={[
                t('secretCount', { count: secrets.length }),
                t('keyCount', { count: keys }),
                t('made', { when: format.dateTime(new Date(made), { dateStyle: 'medium', timeZone: timezone }) }),
              ]}
              end={<OpenEntry href={`/admin/service-accounts/${id}`} text={t('open')} name={name} />}
            >
              {description ? <EntryText>{description}</EntryText> : null}
            </EntryRow>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
