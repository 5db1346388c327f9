import { AppWindow } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { EntryRow, EntryText } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { ApplicationShape } from '#lib/contracts/applications.ts';

type ApplicationListProps = { applications: ApplicationShape[]; timezone: string; mayWrite: boolean };

/** The applications, each with the origins that may call the API. */
export async function ApplicationList({ applications, timezone, mayWrite }: ApplicationListProps) {
  const [t, format] = await Promise.all([getTranslations('applications'), getFormatter()]);
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {applications.map(({ id, name, description, enabled, allowed_origins: origins, created_at: made }) => (
            <EntryRow
              key={id}
              icon={<AppWindow className="size-[1.125rem]" />}
              name={name}
              badges={enabled ? null : <Badge tone="warning">{t('disabled')}</Badge>}
              tags={{ label: t('origins'), values: origins }}
              facts={[t('added', { when: format.dateTime(new Date(made), { dateStyle: 'medium', timeZone: timezone }) })]}
              end={mayWrite ? <OpenEntry href={`/admin/applications/${id}`} text={t('edit')} name={name} /> : null}
            >
              {description ? <EntryText>{description}</EntryText> : null}
              {origins.length > 0 ? null : <p className="mt-1 text-[0.8125rem] text-muted leading-5">{t('noOrigins')}</p>}
            </EntryRow>
          ))}
        </ul>
      </CardContent>
    </Card>
  );
}
