import { type Caller, keepCaller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { createDataKey } from '#lib/crypto/data-keys.ts';
import { seal } from '#lib/crypto/seal.ts';
import type { Transaction } from '#lib/db/client.ts';
import { addJob } from '#lib/jobs/add-job.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { detailsContext, type JobDetails, type JobFilter } from './job.ts';

export type NewJob = { id: string; actor: Actor; caller: Caller; details: JobDetails; dryRun: boolean; total: number | null };

/** What a job is to do, and who asked, as it is kept. */
function sealDetails(key: Uint8Array, { id, actor, caller, details }: Pick<NewJob, 'id' | 'actor' | 'caller' | 'details'>) {
  return seal(key, JSON.stringify({ details, caller: keepCaller(caller, actor.session.id) }), detailsContext(id));
}

/**
 * What the trail says of a job: not the words that somebody looked for, which can be a person's name. Events about nobody
 * in particular are still readable when that person is erased.
 */
function forTrail(details: JobDetails): object {
  const hide = (filter: JobFilter) => ({ ...filter, ...(filter.search !== undefined && { search: '…' }) });
  if ('filter' in details) return { ...details, filter: hide(details.filter) };
  if ('targets' in details && 'filter' in details.targets) return { ...details, targets: { filter: hide(details.targets.filter) } };
  return details;
}

/** The job's event and its place in the queue. */
async function queue(transaction: Transaction, { id, actor, caller, details, dryRun }: NewJob): Promise<void> {
  const { kind } = details;
  const asks = Object.entries(forTrail(details)).filter(([name]) => name !== 'kind');
  await recordEvent(transaction, {
    action: 'job.created',
    result: 'success',
    reason: 'action' in details ? `${kind}.${details.action}` : kind,
    actorId: actor.user.id,
    target: { type: 'job', id },
    changes: Object.fromEntries([...asks, ['dry_run', dryRun] as const].map(([name, after]) => [name, { before: null, after }])),
    caller,
  });
  await addJob(transaction, 'work_off_job', { job_id: id });
}

/** Writes a job with a key of its own, its event, and its place in the queue. */
export async function createJob(transaction: Transaction, job: NewJob): Promise<void> {
  const { id, actor, details, dryRun, total } = job;
  const key = await createDataKey(transaction, id);
  const action = details.kind === 'users_bulk' ? details.action : null;
  const detailsSealed = sealDetails(key, job);
  await transaction.backgroundJob.create({
    data: { id, kind: details.kind, action, ownerId: actor.user.id, dryRun, total, detailsSealed },
    select: { id: true },
  });
  await queue(transaction, job);
}

type Upload = { id: string; actor: Actor; dryRun: boolean };

/** How long an upload may take; whatever there is of one that broke off then goes. */
const uploadMilliseconds = 60 * 60 * 1000;

/**
 * Makes room for the file of an import, and answers its key. Until all of it is there the job counts as failed: a process
 * that is killed in the middle leaves nothing that would run.
 */
export async function openUpload(transaction: Transaction, { id, actor, dryRun }: Upload): Promise<Buffer> {
  const key = await createDataKey(transaction, id);
  const state = { status: 'failed', failure: 'upload_incomplete', expiresAt: new Date(Date.now() + uploadMilliseconds) } as const;
  await transaction.backgroundJob.create({
    data: { id, kind: 'users_import', ownerId: actor.user.id, dryRun, ...state, detailsSealed: new Uint8Array() },
    select: { id: true },
  });
  return key;
}

/** Takes away what there is of a file that was refused. */
export async function dropUpload(transaction: Transaction, id: string): Promise<void> {
  await transaction.backgroundJob.deleteMany({ where: { id, failure: 'upload_incomplete' } });
  await transaction.dataKey.deleteMany({ where: { subjectId: id } });
}

/** The file is complete: its job is one like any other from here on. */
export async function queueUpload(transaction: Transaction, job: NewJob, key: Uint8Array): Promise<void> {
  const { id, total } = job;
  await transaction.backgroundJob.update({
    where: { id, failure: 'upload_incomplete' },
    data: { status: 'queued', failure: null, expiresAt: null, total, detailsSealed: sealDetails(key, job) },
    select: { id: true },
  });
  await queue(transaction, job);
}
