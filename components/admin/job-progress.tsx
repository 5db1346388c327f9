'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import { isOver, jobQuery } from '#lib/client/jobs.ts';
import type { JobShape } from '#lib/contracts/jobs.ts';
import { JobBadge } from './job-badge.tsx';

function failureKey(failure: string): 'permission_lost' | 'upload_incomplete' | 'internal' {
  return failure === 'permission_lost' || failure === 'upload_incomplete' ? failure : 'internal';
}

/** How far a job is: served with the page, then asked for again until it is over, when the page shows what came of it. */
export function JobProgress({ initial }: { initial: JobShape }) {
  const t = useTranslations('jobs');
  const router = useRouter();
  const { data: job } = useQuery({ ...jobQuery(initial.id), initialData: initial });
  const wasOver = useRef(isOver(initial));
  const over = isOver(job);
  useEffect(() => {
    if (over && !wasOver.current) router.refresh();
    wasOver.current = over;
  }, [over, router]);
  const rows = job.done + job.failed;
  const share = job.total ? Math.min(1, rows / job.total) : job.status === 'done' ? 1 : 0;
  const text = job.total === null ? t('went', { count: rows }) : t('of', { done: rows, total: job.total });
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="flex flex-wrap items-center gap-2">
          <JobBadge job={job} />
        </div>
        <p aria-live="polite" className="text-muted text-sm tabular-nums">
          {text}
          {job.updated > 0 ? ` · ${t('updated', { count: job.updated })}` : ''}
          {job.failed > 0 ? ` · ${t('wrong', { count: job.failed })}` : ''}
        </p>
      </div>
      <div
        role="progressbar"
        aria-label={t('progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={text}
        className="h-2.5 overflow-hidden rounded-full bg-sunken"
      >
        <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" className="block size-full">
          <rect width={share * 100} height="1" className={job.status === 'failed' ? 'fill-danger' : 'fill-accent'} />
        </svg>
      </div>
      {job.dry_run ? <p className="text-muted text-sm leading-6">{t('dryRunText')}</p> : null}
      {job.failure ? <Alert tone="danger">{t(`failures.${failureKey(job.failure)}`)}</Alert> : null}
    </div>
  );
}
