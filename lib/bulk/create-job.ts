import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { createDataKey } from '#lib/crypto/data-keys.ts';
import { seal } from '#lib/crypto/seal.ts';
import type { Transaction } from '#lib/db/client.ts';
import { addJob } from '#lib/jobs/add-job.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { detailsContext, type JobCaller, type JobDetails } from './job.ts';

export type NewJob = { id: string; actor: Actor; caller: Caller; details: JobDetails; dryRun: boolean; total: number | null };

/** Writes a job with a key of its own, its event, and its place in the queue. Answers the key. */
export async function createJob(transaction: Transaction, { id, actor, caller, details, dryRun, total }: NewJob): Promise<Buffer> {
  const key = await createDataKey(transaction, id);
  const { requestId, ip, userAgent, locale } = caller;
  const asked: JobCaller = { requestId, ip, userAgent, locale, sessionId: actor.session.id };
  const action = details.kind === 'users_bulk' ? details.action : null;
  await transaction.backgroundJob.create({
    data: {
      id,
      kind: details.kind,
      action,
      ownerId: actor.user.id,
      dryRun,
      total,
      detailsSealed: seal(key, JSON.stringify({ details, caller: asked }), detailsContext(id)),
    },
    select: { id: true },
  });
  const { kind, ...asks } = details;
  await recordEvent(transaction, {
    action: 'job.created',
    result: 'success',
    reason: action ? `${kind}.${action}` : kind,
    actorId: actor.user.id,
    target: { type: 'job', id },
    changes: Object.fromEntries(Object.entries({ ...asks, dry_run: dryRun }).map(([name, after]) => [name, { before: null, after }])),
    caller,
  });
  await addJob(transaction, 'work_off_job', { job_id: id });
  return key;
}
