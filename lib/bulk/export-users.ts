import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { JobShape } from '#lib/contracts/jobs.ts';
import { findDataKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type ManagedUser, presentManagedUser } from '#lib/users/find-managed-user.ts';
import { listUsers } from '#lib/users/list-users.ts';
import { createJob } from './create-job.ts';
import { csvLine } from './csv-cell.ts';
import { findJobOwner } from './find-job-owner.ts';
import { advanceJob, noteProgress } from './hold-job.ts';
import { detailsContext, type ExportDetails, type FileFormat, type HeldJob, type JobFilter } from './job.ts';
import { countChunks, readChunks, writeChunk } from './job-chunks.ts';
import { getJob } from './list-jobs.ts';
import type { Outcome } from './work-off-job.ts';

/** So many users are read, opened and written at a time. */
const batchSize = 500;

/** A user as a line of an export: what administrators see, and nothing that lets anybody in. */
function exported(managed: ManagedUser) {
  const user = presentManagedUser(managed);
  const { id, pool, email, email_verified, username, name, first_name, last_name, phone, phone_verified, status } = user;
  const { roles, second_factor_enabled, locale, timezone, created_at, updated_at, last_sign_in_at, suspended_at, deleted_at } = user;
  return {
    ...{ id, email, email_verified, username, name, first_name, last_name, phone, phone_verified, status, roles },
    ...{ second_factor_enabled, locale, timezone, created_at, updated_at, last_sign_in_at, suspended_at, deleted_at },
    pool,
    organizations: managed.memberships.map(({ slug, role }) => ({ slug, role })),
    metadata: user.metadata,
  };
}

type Exported = ReturnType<typeof exported>;

const columns = [
  'id',
  'email',
  'email_verified',
  'username',
  'name',
  'first_name',
  'last_name',
  'phone',
  'phone_verified',
  'status',
  'roles',
  'second_factor_enabled',
  'locale',
  'timezone',
  'created_at',
  'updated_at',
  'last_sign_in_at',
  'suspended_at',
  'deleted_at',
  'pool',
  'organizations',
  'metadata',
] as const satisfies (keyof Exported)[];

function cellOf(user: Exported, column: (typeof columns)[number]): string | boolean | null {
  if (column === 'roles') return user.roles.join(' ');
  if (column === 'organizations') return user.organizations.map(({ slug, role }) => `${slug}:${role}`).join(' ');
  if (column === 'metadata') return Object.keys(user.metadata).length > 0 ? JSON.stringify(user.metadata) : '';
  return user[column];
}

function linesOf(users: readonly Exported[], format: FileFormat): string {
  if (format === 'ndjson') return users.map((user) => `${JSON.stringify(user)}\n`).join('');
  return users.map((user) => csvLine(columns.map((column) => cellOf(user, column)))).join('');
}

/** How many users a filter finds; with a search a few too many. */
export async function countMatches(filter: JobFilter): Promise<number> {
  const { pagination } = await listUsers({ ...filter, limit: 1, total: true });
  return pagination.total ?? 0;
}

/** Begins to export all users who match. */
export async function startExport(actor: Actor, input: { format: FileFormat; filter: JobFilter }, caller: Caller): Promise<JobShape> {
  const id = uuidv7();
  const details: ExportDetails = { kind: 'users_export', ...input };
  const total = await countMatches(input.filter);
  await inTransaction((transaction) => createJob(transaction, { id, actor, caller, details, dryRun: false, total }));
  return getJob(id);
}

/** Where the next batch begins: behind the user that the cursor names, as the piece of the file with this number. */
type Position = { seq: number; cursor: string | null };

/** Writes the next users into the file. By when they were registered, which never changes: nobody comes twice. */
export async function exportUsers(job: HeldJob<ExportDetails>): Promise<Outcome> {
  const { filter, format } = job.details;
  const { seq, cursor }: Position = job.position === null ? { seq: 0, cursor: null } : JSON.parse(job.position);
  if (seq > 0 && cursor === null) return 'finished';
  if (!(await findJobOwner(job, 'admin.users.export'))) return { failure: 'permission_lost' };
  const page = await listUsers({ ...filter, sort: '-created_at', limit: batchSize, ...(cursor !== null && { cursor }) });
  const head = format === 'csv' && seq === 0 ? csvLine(columns) : '';
  const bytes = head + linesOf(page.users.map(exported), format);
  const next: Position = { seq: seq + 1, cursor: page.pagination.next_cursor };
  const progress = { done: page.users.length, position: JSON.stringify(next) };
  await inTransaction(async (transaction) => {
    await writeChunk(transaction, job, 'result', { seq, bytes });
    await advanceJob(transaction, job, progress);
  });
  noteProgress(job, progress);
  return next.cursor === null ? 'finished' : 'more';
}

export type ExportFile = { name: string; mediaType: string; content: AsyncGenerator<Buffer> };

/**
 * The file of a finished export, for whoever asked for it: others with the permission make their own, under their own
 * name. NOT_FOUND once it has expired.
 */
export async function openExport(actor: Actor, jobId: string, caller: Caller): Promise<ExportFile> {
  const job = await db().backgroundJob.findUnique({ where: { id: jobId } });
  if (job?.kind !== 'users_export' || job.status !== 'done' || !job.expiresAt || job.expiresAt <= new Date())
    throw new ServiceError('NOT_FOUND');
  if (job.ownerId !== actor.user.id) throw new ServiceError('FORBIDDEN', { message: 'Only whoever asked for an export can fetch it.' });
  const [key, count] = await Promise.all([findDataKey(db(), jobId), countChunks(jobId, 'result')]);
  if (!key || count === 0) throw new ServiceError('NOT_FOUND');
  const { details } = JSON.parse(unseal(key, job.detailsSealed, detailsContext(jobId)).toString('utf8')) as { details: ExportDetails };
  await recordEvent(db(), {
    action: 'job.result_fetched',
    result: 'success',
    reason: job.kind,
    actorId: actor.user.id,
    target: { type: 'job', id: jobId },
    caller,
  });
  return {
    name: `users-${job.createdAt.toISOString().slice(0, 10)}.${details.format}`,
    mediaType: details.format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
    content: readChunks({ id: jobId, key }, 'result', { count }),
  };
}
