import { useTranslations } from 'next-intl';
import { Badge } from '#components/ui/badge.tsx';
import type { JobShape } from '#lib/contracts/jobs.ts';

const tones = { queued: 'neutral', running: 'accent', done: 'success', failed: 'danger', cancelled: 'warning' } as const;

/** How a job stands, and whether it only looks. */
export function JobBadge({ job }: { job: Pick<JobShape, 'status' | 'dry_run'> }) {
  const t = useTranslations('jobs');
  return (
    <>
      <Badge tone={tones[job.status]}>{t(`status.${job.status}`)}</Badge>
      {job.dry_run ? <Badge>{t('dryRun')}</Badge> : null}
    </>
  );
}
