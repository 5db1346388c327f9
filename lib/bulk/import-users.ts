import { setImmediate as breathe } from 'node:timers/promises';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db, inTransaction, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { findPool } from '#lib/pools/read-pools.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { findJobOwner } from './find-job-owner.ts';
import { advanceJob, noteProgress, type Progress } from './hold-job.ts';
import { findImportableRoles, type ImportableRoles } from './importable-roles.ts';
import type { HeldJob, ImportDetails, ImportMode, RowError } from './job.ts';
import { pieceBytes, readChunks } from './job-chunks.ts';
import { type ImportRow, type Mistake, RowRefused, readRow, textOf } from './read-row.ts';
import { splitRecords } from './split-records.ts';
import { type Update, updateUsers } from './update-users.ts';
import type { Outcome } from './work-off-job.ts';
import { type NewUser, prepareUser, writeUsers } from './write-users.ts';

/** So many rows are written by one statement. */
const batchSize = 500;
/** And so many where accounts may be changed, one after the other. */
const updateBatchSize = 50;
/** Fewer where they are long: what is in memory must not grow with them. */
const batchBytes = 512 * 1024;
/** So many rows are worked on before the process attends to requests again. */
const stride = 25;

/** Where the next batch begins in the file, how many rows lie before it, and which of its own have changed an account already. */
type Position = { offset: number; row: number; changed?: number[] };

type Batch = { rows: { row: number; bytes: Buffer }[]; next: Position; isLast: boolean };

function positionOf(job: HeldJob<ImportDetails>): Position {
  return job.position === null ? { offset: job.details.start, row: 0 } : JSON.parse(job.position);
}

async function readBatch(job: HeldJob<ImportDetails>, from: Position): Promise<Batch> {
  const { pieces, format, mode = 'create' } = job.details;
  const most = mode === 'create' ? batchSize : updateBatchSize;
  const first = Math.floor(from.offset / pieceBytes);
  const file = fromOffset(job, first, from.offset, pieces);
  const rows: Batch['rows'] = [];
  let next = from;
  let size = 0;
  for await (const { bytes, end } of splitRecords(file, { quoted: format === 'csv', offset: from.offset })) {
    if (rows.length === most || size >= batchBytes) return { rows, next, isLast: false };
    size += bytes.length;
    const row = bytes.length > 0 ? next.row + 1 : next.row;
    if (bytes.length > 0) rows.push({ row, bytes: Buffer.from(bytes) });
    next = { offset: end, row };
  }
  return { rows, next, isLast: true };
}

async function* fromOffset(job: HeldJob, first: number, offset: number, count: number): AsyncGenerator<Buffer> {
  let skip = offset - first * pieceBytes;
  for await (const piece of readChunks(job, 'input', { from: first, count })) {
    if (skip < piece.length) yield piece.subarray(skip);
    skip = 0;
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A row with what tells whether somebody else of its pool has its address or username. */
type Candidate = { user: ImportRow; emailIndex: Uint8Array; emailKey: string; usernameIndex: string | null };

/** The same address and the same username are somebody else's in every pool. */
const inPool = (pool: string, key: string) => `${pool}:${key}`;

function errorOf(row: number, { field, ...mistake }: Mistake): RowError {
  return { row, ...(field && { field }), ...mistake };
}

const taken = {
  email: { field: 'email', code: 'taken', message: 'There is an account with this address.' },
  username: { field: 'username', code: 'taken', message: 'This username is taken.' },
  unknown: { field: 'email', code: 'unknown', message: 'There is no account with this address.' },
  repeated: { field: 'email', code: 'repeated', message: 'A row before this one has the same address.' },
  repeatedUsername: { field: 'username', code: 'repeated', message: 'A row before this one has the same username.' },
} as const;

/** Keys with their pools, as the query reads them. */
function keysOf(candidates: readonly Candidate[], of: (candidate: Candidate) => string | null): string {
  return JSON.stringify(
    candidates.map((candidate) => ({ pool: candidate.user.pool, value: of(candidate) })).filter(({ value }) => value !== null),
  );
}

/** Which of these addresses and usernames somebody has, by one query. */
async function findTaken(candidates: readonly Candidate[]): Promise<Pick<Others, 'emails' | 'usernames'>> {
  const emails = keysOf(candidates, ({ emailIndex: index }) => hex(index));
  const usernames = keysOf(candidates, ({ usernameIndex }) => usernameIndex);
  const rows = await runStatement<{ id: string | null; pool: string; value: string }>(
    db(),
    Prisma.sql`
      SELECT u.id, t.pool, t.value FROM json_to_recordset(${emails}::json) AS t (pool text, value text)
        JOIN "user" u ON u.pool = t.pool AND u.email_index = decode(t.value, 'hex')
      UNION ALL
      SELECT NULL, t.pool, t.value FROM json_to_recordset(${usernames}::json) AS t (pool text, value text)
        WHERE EXISTS (SELECT 1 FROM "user" u WHERE u.pool = t.pool AND u.username_index = t.value)`,
  );
  return {
    emails: new Map(rows.flatMap(({ id, pool, value }) => (id === null ? [] : [[inPool(pool, value), id] as const]))),
    usernames: new Set(rows.flatMap(({ id, pool, value }) => (id === null ? inPool(pool, value) : []))),
  };
}

/** What a dry run has met in the batches before: it leaves nobody behind who would tell. */
async function findSeen(job: HeldJob, candidates: readonly Candidate[]): Promise<Set<string>> {
  const keys = candidates.flatMap(seenKeysOf).map(hex);
  const rows = await runStatement<{ value: string }>(
    db(),
    Prisma.sql`
      SELECT t.value FROM json_array_elements_text(${JSON.stringify(keys)}::json) t
      WHERE EXISTS (SELECT 1 FROM job_seen_key s WHERE s.job_id = ${job.id}::uuid AND s.key = decode(t.value, 'hex'))`,
  );
  return new Set(rows.map(({ value }) => value));
}

function seenKeysOf({ user: { pool }, emailKey, usernameIndex }: Candidate): Uint8Array<ArrayBuffer>[] {
  return [sha256(`email:${emailKey}`), ...(usernameIndex === null ? [] : [sha256(`username:${inPool(pool, usernameIndex)}`)])];
}

/** What is known of the others: who has what in the database, and what rows before this one said. */
type Others = {
  emails: ReadonlyMap<string, string>;
  usernames: Set<string>;
  mode: ImportMode;
  seen: Set<string>;
  before: ReadonlySet<string>;
  met: Set<string>;
};

/** What is wrong with a row beside others; null: nothing. Notes it as met. */
function clashOf(candidate: Candidate, { emails, usernames, mode, seen, before, met }: Others): Mistake | null {
  const isRepeated = (key: string) => met.has(key) || before.has(key) || seen.has(key);
  const [email = '', username] = seenKeysOf(candidate).map(hex);
  if (isRepeated(email)) return taken.repeated;
  const isThere = emails.has(candidate.emailKey);
  if (isThere && mode === 'create') return taken.email;
  if (!isThere && mode === 'update') return taken.unknown;
  if (username !== undefined && isRepeated(username)) return taken.repeatedUsername;
  // Of somebody who is there it may be their own: changing them asks again.
  if (!isThere && candidate.usernameIndex !== null && usernames.has(inPool(candidate.user.pool, candidate.usernameIndex)))
    return taken.username;
  met.add(email);
  if (username !== undefined) met.add(username);
  return null;
}

function mistakeOfRoles({ roles }: ImportRow, known: ImportableRoles): Mistake | null {
  for (const name of roles) {
    const mistake = known.mistakes.get(name);
    if (mistake) return mistake;
  }
  return null;
}

async function mistakeOfPool({ pool }: ImportRow): Promise<Mistake | null> {
  if (pool === defaultPool || (await findPool(pool))) return null;
  return { field: 'pool', code: 'unknown_pool', message: 'There is no pool of this name.' };
}

async function judge(batch: Batch, { details }: HeldJob<ImportDetails>): Promise<{ rows: ImportRow[]; errors: RowError[] }> {
  const rows: ImportRow[] = [];
  const errors: RowError[] = [];
  for (const [index, { row, bytes }] of batch.rows.entries()) {
    if (index % stride === 0) await breathe();
    try {
      rows.push(readRow(row, textOf(bytes), details));
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      errors.push(...error.mistakes.map((mistake) => errorOf(row, mistake)));
    }
  }
  return { rows, errors };
}

/** Writes down what a dry run met, instead of the users. */
async function noteSeen(transaction: Prisma.TransactionClient, job: HeldJob, met: ReadonlySet<string>): Promise<void> {
  const data = [...met].map((key) => ({ jobId: job.id, key: new Uint8Array(Buffer.from(key, 'hex')) }));
  await transaction.jobSeenKey.createMany({ data, skipDuplicates: true });
}

/** A batch, ready to be written. */
type Prepared = {
  batch: Batch;
  errors: RowError[];
  users: NewUser[];
  updates: Update[];
  roles: ImportableRoles;
  met: Set<string>;
};

/** Whose address and username are free, of those whose roles may be given. */
async function findCandidates(rows: readonly ImportRow[], roles: ImportableRoles, errors: RowError[]): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const user of rows) {
    const mistake = mistakeOfRoles(user, roles) ?? (await mistakeOfPool(user));
    if (mistake) {
      errors.push(errorOf(user.row, mistake));
      continue;
    }
    const index = await emailIndex(user.email);
    candidates.push({
      user,
      emailIndex: index,
      emailKey: inPool(user.pool, hex(index)),
      usernameIndex: user.username?.toLowerCase() ?? null,
    });
  }
  return candidates;
}

/** Reads and judges the rows from this place on. `before`: what the batch before them said, which may not be written yet. */
async function prepare(owner: Actor, job: HeldJob<ImportDetails>, from: Position, before: ReadonlySet<string>): Promise<Prepared> {
  const batch = await readBatch(job, from);
  const { rows, errors } = await judge(batch, job);
  const roles = await findImportableRoles(owner, new Set(rows.flatMap((row) => row.roles)));
  const candidates = await findCandidates(rows, roles, errors);
  const [has, seen] = await Promise.all([findTaken(candidates), job.dryRun ? findSeen(job, candidates) : new Set<string>()]);
  const met = new Set<string>();
  // An attempt before this one broke off behind them: others still must not repeat them.
  const changed = new Set(from.changed);
  const importable = candidates.filter((candidate) => {
    const clash = clashOf(candidate, { ...has, mode: job.details.mode ?? 'create', seen, before, met });
    if (clash) errors.push(errorOf(candidate.user.row, clash));
    return !clash && !changed.has(candidate.user.row);
  });
  const updates = importable.flatMap(({ user, emailKey }) => {
    const userId = has.emails.get(emailKey);
    return userId === undefined ? [] : [{ userId, user }];
  });
  const isNew = ({ emailKey }: Candidate) => !has.emails.has(emailKey);
  const users: NewUser[] = [];
  for (const [index, candidate] of (job.dryRun ? [] : importable.filter(isNew)).entries()) {
    if (index % stride === 0) await breathe();
    users.push(await prepareUser(candidate.user, { emailIndex: candidate.emailIndex, roles }));
  }
  return { batch, errors: errors.filter(({ row }) => !changed.has(row)), users, updates, roles, met };
}

/** What is noted with a row that changed an account: its batch, begun anew, passes it by. */
function progressOfRow(job: HeldJob<ImportDetails>, row: number): Progress {
  const { changed = [], ...from } = positionOf(job);
  return { done: 1, updated: 1, position: JSON.stringify({ ...from, changed: [...changed, row] } satisfies Position) };
}

/**
 * Changes those of a batch who are there, one by one, each counted as it is done; then writes the new ones by one statement,
 * with keys, roles, factors and events; what it wrote counts with it.
 */
async function write(owner: Actor, job: HeldJob<ImportDetails>, prepared: Prepared): Promise<void> {
  const { batch, users, updates, roles, met } = prepared;
  const unchanged = await updateUsers(owner, job, updates, roles, (row) => progressOfRow(job, row));
  const counted = positionOf(job).changed?.length ?? 0;
  const errors = [...prepared.errors, ...unchanged];
  const progress = { done: 0, failed: 0, position: JSON.stringify(batch.next) };
  await inTransaction(async (transaction) => {
    const late = job.dryRun ? [] : await writeUsers(transaction, job, users, roles);
    if (job.dryRun) await noteSeen(transaction, job, met);
    const all = [...errors, ...late.map((row) => errorOf(row, taken.email))].toSorted((left, right) => left.row - right.row);
    progress.failed = new Set(all.map(({ row }) => row)).size;
    progress.done = batch.rows.length - progress.failed - counted;
    await advanceJob(transaction, job, { ...progress, errors: all });
  });
  noteProgress(job, progress);
}

/** Imports the next rows. While the database writes one batch the next one is sealed: each takes about as long. */
export async function importUsers(job: HeldJob<ImportDetails>, until: number): Promise<Outcome> {
  const owner = await findJobOwner(job, 'admin.users.import');
  if (!owner) return { failure: 'permission_lost' };
  let prepared = await prepare(owner, job, positionOf(job), new Set());
  for (;;) {
    const { batch, met } = prepared;
    // The rights of whoever asked are read anew with each slice and with each batch.
    const asker = await findJobOwner(job, 'admin.users.import');
    if (!asker) return { failure: 'permission_lost' };
    const goesOn = !batch.isLast && performance.now() < until;
    const next = goesOn ? prepare(owner, job, batch.next, met) : null;
    // When this batch breaks off nobody waits for the next one.
    next?.catch(() => undefined);
    await write(asker, job, prepared);
    if (!next) return batch.isLast ? 'finished' : 'more';
    prepared = await next;
  }
}
