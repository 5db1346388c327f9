import { type Caller, type KeptCaller, keptCallerOf } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction, runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { addJob } from '#lib/jobs/add-job.ts';
import { detailsContext, type HeldJob, type JobDetails, type JobKind, type RowError } from './job.ts';

/** So long nobody else may take a job over. Every batch ends sooner, and renews it (rescue-jobs.ts has the same number). */
const lease = Prisma.sql`interval '20 seconds'`;

/** Results can be fetched, and errors are kept readable beside what was asked for, for so long. */
const resultLives = Prisma.sql`interval '24 hours'`;

/** More errors than these nobody reads; `failed` counts all. */
const keptErrors = 10_000;

/** How often in a row a job may break off for a reason that nobody foresaw. */
const maxStumbles = 5;

/** The job was cancelled, or another worker holds it by now: nothing of the batch stands. */
export class JobLost extends Error {
  constructor() {
    super('The job is not held any more.');
    this.name = 'JobLost';
  }
}

type HeldRow = Pick<
  HeldJob,
  'id' | 'ownerId' | 'dryRun' | 'total' | 'done' | 'failed' | 'updated' | 'position' | 'stumbles' | 'createdAt'
> & {
  detailsSealed: Uint8Array;
};

/** Takes a job that nobody holds; null where somebody does, or where it is over. One conditional update: of two workers one gets it. */
export async function takeJob(id: string): Promise<HeldJob | null> {
  const holder = uuidv7();
  const [row] = await runStatement<HeldRow>(
    db(),
    Prisma.sql`
      UPDATE background_job SET status = 'running', started_at = coalesce(started_at, now()), lease_holder = ${holder}::uuid, lease_until = now() + ${lease}
      WHERE id = ${id}::uuid AND status IN ('queued', 'running') AND (lease_until IS NULL OR lease_until < now())
      RETURNING id, owner_id AS "ownerId", dry_run AS "dryRun", total, done, failed, updated, position, stumbles, created_at AS "createdAt",
        details_sealed AS "detailsSealed"`,
  );
  if (!row) return null;
  const key = await findDataKey(db(), id);
  if (!key) throw new Error('The job has no key.');
  const { detailsSealed, ...rest } = row;
  const opened = JSON.parse(unseal(key, detailsSealed, detailsContext(id)).toString('utf8')) as { details: JobDetails; caller: KeptCaller };
  return { ...rest, ...opened, key, holder };
}

export type Progress = {
  done?: number;
  failed?: number;
  updated?: number;
  position: string | null;
  total?: number;
  errors?: readonly RowError[];
};

/**
 * Notes how far a job has come, in the transaction of what brought it there: a row counts as done if and only if it is.
 * JobLost, which takes the batch with it, for a job that was cancelled or taken over.
 */
export async function advanceJob(transaction: Transaction, job: HeldJob, progress: Progress): Promise<void> {
  const { done = 0, failed = 0, updated = 0, position, total = null, errors = [] } = progress;
  const advanced = await transaction.$executeRaw`
    UPDATE background_job SET done = done + ${done}::int, failed = failed + ${failed}::int, updated = updated + ${updated}::int, position = ${position}::text,
      total = coalesce(${total}::int, total), lease_until = now() + ${lease}, stumbles = 0
    WHERE id = ${job.id}::uuid AND lease_holder = ${job.holder}::uuid AND status = 'running'`;
  if (advanced === 0) throw new JobLost();
  const kept = errors.slice(0, Math.max(0, keptErrors - job.failed));
  if (kept.length > 0)
    await transaction.jobRowError.createMany({
      data: kept.map((error) => ({ jobId: job.id, details: {}, ...error })),
      skipDuplicates: true,
    });
}

/** What `advanceJob` wrote, once it is committed. */
export function noteProgress(job: HeldJob, { done = 0, failed = 0, updated = 0, position, total }: Progress): void {
  const counts = { done: job.done + done, failed: job.failed + failed, updated: job.updated + updated };
  Object.assign(job, { ...counts, position, total: total ?? job.total, stumbles: 0 });
}

/** Lets go of a job in the middle, and queues its next slice. */
export function passOn(job: HeldJob): Promise<void> {
  return inTransaction(async (transaction) => {
    const released = await transaction.$executeRaw`
      UPDATE background_job SET lease_until = NULL WHERE id = ${job.id}::uuid AND lease_holder = ${job.holder}::uuid AND status = 'running'`;
    if (released > 0) await addJob(transaction, 'work_off_job', { job_id: job.id });
  });
}

type Ending = { status: 'done' | 'failed'; failure?: string };

async function end(transaction: Transaction, job: HeldJob, { status, failure }: Ending): Promise<void> {
  // A dry run may have counted less than was expected, and a list changes while it is walked through.
  const ended = await transaction.$executeRaw`
    UPDATE background_job SET status = ${status}::job_status, failure = ${failure ?? null}::text, finished_at = now(), lease_until = NULL,
      expires_at = now() + ${resultLives}, total = CASE WHEN ${status}::text = 'done' THEN done + failed ELSE total END
    WHERE id = ${job.id}::uuid AND lease_holder = ${job.holder}::uuid AND status = 'running'`;
  if (ended === 0) throw new JobLost();
  await dropInput(transaction, job.id, status);
  await recordEvent(transaction, {
    action: status === 'done' ? 'job.finished' : 'job.failed',
    result: status === 'done' ? 'success' : 'failure',
    reason: failure ?? job.details.kind,
    actorId: job.ownerId,
    target: { type: 'job', id: job.id },
    changes: {
      done: { before: null, after: job.done },
      failed: { before: null, after: job.failed },
      ...(job.updated > 0 && { updated: { before: null, after: job.updated } }),
    },
    caller: callerOf(job),
  });
}

/** What a job has read is not needed any more; of one that did not come to its end, neither is what it made. */
export async function dropInput(transaction: Transaction, jobId: string, status: 'done' | 'failed' | 'cancelled'): Promise<void> {
  await transaction.jobChunk.deleteMany({ where: { jobId, ...(status === 'done' && { part: 'input' }) } });
  await transaction.jobSeenKey.deleteMany({ where: { jobId } });
}

export function finishJob(job: HeldJob): Promise<void> {
  return inTransaction((transaction) => end(transaction, job, { status: 'done' }));
}

/** Ends a job that cannot go on. */
export function failJob(job: HeldJob, failure: string): Promise<void> {
  return inTransaction((transaction) => end(transaction, job, { status: 'failed', failure }));
}

/** A batch broke off. It is tried again by whoever takes the job up, some times. */
export async function stumble(job: HeldJob): Promise<void> {
  if (job.stumbles + 1 >= maxStumbles) return failJob(job, 'internal');
  await db().$executeRaw`
    UPDATE background_job SET stumbles = stumbles + 1, lease_until = now() + interval '2 seconds'
    WHERE id = ${job.id}::uuid AND lease_holder = ${job.holder}::uuid AND status = 'running'`;
}

/** Who did it, as the trail names them: not the worker, but whoever asked. */
export function callerOf({ caller, ownerId }: Pick<HeldJob, 'caller' | 'ownerId'>): Caller {
  return keptCallerOf(caller, ownerId);
}

export function isKind<Kind extends JobKind>(job: HeldJob, kind: Kind): job is HeldJob<Extract<JobDetails, { kind: Kind }>> {
  return job.details.kind === kind;
}
