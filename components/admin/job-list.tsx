import { Download, ListChecks, Upload } from 'lucide-react';
import { getFormatter, getTranslations } from 'next-intl/server';
import { EmptyList } from '#components/lists/empty-list.tsx';
import { EntryRow } from '#components/lists/entry-row.tsx';
import { OpenEntry } from '#components/lists/open-entry.tsx';
import { Card, CardContent } from '#components/ui/card.tsx';
import type { JobShape } from '#lib/contracts/jobs.ts';
import { JobBadge } from './job-badge.tsx';

const icons = { users_bulk: ListChecks, users_import: Upload, users_export: Download } as const;

type JobListProps = { jobs: JobShape[]; names: Record<string, string>; readerId: string; timezone: string };

/** Jobs, newest first. */
export async function JobList({ jobs, names, readerId, timezone }: JobListProps) {
  const [t, format] = await Promise.all([getTranslations('jobs'), getFormatter()]);
  if (jobs.length === 0) return <EmptyList title={t('none')} text={t('noneText')} />;
  return (
    <Card>
      <CardContent>
        <ul className="divide-y divide-line">
          {jobs.map((job) => {
            const Icon = icons[job.kind];
            const name = job.action ? t(`actions.${job.action}`) : t(`kinds.${job.kind}`);
            const who = job.owner_id === readerId ? t('you') : (names[job.owner_id] ?? t('unknownOwner'));
            const done = job.total === null ? t('went', { count: job.done }) : t('of', { done: job.done + job.failed, total: job.total });
            const when = format.dateTime(new Date(job.created_at), { dateStyle: 'medium', timeStyle: 'short', timeZone: timezone });
            return (
              <EntryRow
                key={job.id}
                icon={<Icon className="size-[1.125rem]" />}
                name={name}
                badges={<JobBadge job={job} />}
                facts={[done, t('wrong', { count: job.failed }), when, t('by', { who })]}
                end={<OpenEntry href={`/admin/jobs/${job.id}`} text={t('open')} name={name} />}
              />
            );
          })}
        </ul>
      </CardContent>
    </Card>
  );
}
