import type { JobPayloads } from '#lib/jobs/add-job.ts';
import { logger } from '#lib/observability/logger.ts';
import { actOnUsers } from './act-on-users.ts';
import { exportUsers } from './export-users.ts';
import { failJob, finishJob, isKind, JobLost, passOn, stumble, takeJob } from './hold-job.ts';
import { importUsers } from './import-users.ts';
import type { HeldJob } from './job.ts';

/** So long one job is worked on at a time, in short batches: others get their turn, and a stop waits no longer than for one. */
const sliceMilliseconds = 4000;

/** What a batch came to: there is more, that was all, or it cannot go on for this reason. */
export type Outcome = 'more' | 'finished' | { failure: string };

async function workOnBatch(job: HeldJob, until: number): Promise<Outcome> {
  if (isKind(job, 'users_export')) return exportUsers(job);
  if (isKind(job, 'users_bulk')) return actOnUsers(job, until);
  if (isKind(job, 'users_import')) return importUsers(job, until);
  throw new Error('Nobody knows how to do this job.');
}

async function workOnSlice(job: HeldJob): Promise<void> {
  const until = performance.now() + sliceMilliseconds;
  while (performance.now() < until) {
    const outcome = await workOnBatch(job, until);
    if (outcome === 'finished') return finishJob(job);
    if (typeof outcome === 'object') return failJob(job, outcome.failure);
  }
  await passOn(job);
}

/**
 * Works on a job for a few seconds and queues the rest of it. Whatever happens, the next worker goes on behind the last
 * batch that was committed.
 */
export async function workOffJob({ job_id: id }: JobPayloads['work_off_job']): Promise<void> {
  const job = await takeJob(id);
  if (!job) return;
  try {
    await workOnSlice(job);
  } catch (error) {
    if (error instanceof JobLost) return;
    logger().error({ part: 'jobs', job: id, err: error }, 'a batch of a job broke off');
    await stumble(job).catch((failure: unknown) => {
      if (!(failure instanceof JobLost)) throw failure;
    });
  }
}
