import { hkdfSync } from 'node:crypto';
import { derivedKey } from '#lib/crypto/data-keys.ts';
import { type Bytes, equalBytes, hmacSha256 } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';

/** How long an answer is kept (api.md, Conventions). */
export const keptSeconds = 24 * 60 * 60;

/**
 * After this long without an answer the process that ran it is taken for dead. A transaction ends after 8 s
 * (`inTransaction`), so nothing that is alive takes a minute.
 */
export const abandonedSeconds = 60;

/** A write as its caller named it. */
export type NamedWrite = {
  /** Who asks; two callers never share a run. */
  caller: string;
  /** The caller's data key, so that erasing somebody makes their kept answers unreadable; null for nobody in particular. */
  callerKey: Uint8Array | null;
  idempotencyKey: string;
  /** All that makes it this write and no other. */
  content: string;
};

/** The right to run a write, and the key its answer is sealed with. */
export type Run = { id: Bytes; runId: string; sealingKey: Uint8Array };

export type Claim = { status: 'run'; run: Run } | { status: 'done'; outcome: string };

type Row = { fingerprint: Uint8Array; isDone: boolean; outcome: Uint8Array | null };

/**
 * Three keys out of the caller's secret, who it is, and the key that only the request brings: whoever has the database
 * and even our own keys can neither open a kept answer nor try bodies against the fingerprint.
 */
async function deriveKeys({ caller, callerKey, idempotencyKey }: NamedWrite) {
  const secret = callerKey ?? (await derivedKey('idempotency'));
  const bytes = Buffer.from(hkdfSync('sha256', secret, idempotencyKey, `gatehouse/idempotency/${caller}`, 96));
  return { id: new Uint8Array(bytes.subarray(0, 32)), fingerprintKey: bytes.subarray(32, 64), sealingKey: bytes.subarray(64) };
}

function contextOf(id: Bytes): string {
  return `idempotency_key.outcome:${Buffer.from(id).toString('hex')}`;
}

/** Of any number of equal inserts one writes; a run whose process died may be taken over, an expired one forgotten. */
async function insertRun(id: Bytes, runId: string, fingerprint: Bytes): Promise<boolean> {
  const written = await db().$executeRaw`
    INSERT INTO idempotency_key AS held (id, fingerprint, run_id, started_at, expires_at)
    VALUES (${id}, ${fingerprint}, ${runId}::uuid, now(), now() + ${keptSeconds} * interval '1 second')
    ON CONFLICT (id) DO UPDATE SET
      fingerprint = excluded.fingerprint, run_id = excluded.run_id, started_at = excluded.started_at, expires_at = excluded.expires_at,
      committed_at = NULL, completed_at = NULL, outcome_sealed = NULL
    WHERE held.expires_at <= now()
      OR (held.completed_at IS NULL AND held.committed_at IS NULL AND held.fingerprint = excluded.fingerprint
        AND held.started_at <= now() - ${abandonedSeconds} * interval '1 second')`;
  return written === 1;
}

/**
 * Decides whether a write runs or was done already. IDEMPOTENCY_MISMATCH when the key named another write; CONFLICT while
 * the first one runs (`in_progress`), and when it was done but there is no answer (`answer_not_kept`): that held a secret, or
 * its process died before it could keep it.
 */
export async function claimRun(write: NamedWrite): Promise<Claim> {
  const { id, fingerprintKey, sealingKey } = await deriveKeys(write);
  const fingerprint = hmacSha256(fingerprintKey, write.content);
  const runId = uuidv7();
  if (await insertRun(id, runId, fingerprint)) return { status: 'run', run: { id, runId, sealingKey } };
  const [row] = await db().$queryRaw<Row[]>`
    SELECT fingerprint, outcome_sealed AS outcome, completed_at IS NOT NULL
      OR (committed_at IS NOT NULL AND started_at <= now() - ${abandonedSeconds} * interval '1 second') AS "isDone"
    FROM idempotency_key WHERE id = ${id}`;
  if (row && !equalBytes(row.fingerprint, fingerprint)) throw new ServiceError('IDEMPOTENCY_MISMATCH');
  // A row that is gone was given back this instant: trying again will run it.
  if (!row?.isDone) throw inProgress();
  if (!row.outcome) throw answerNotKept();
  return { status: 'done', outcome: unseal(sealingKey, row.outcome, contextOf(id)).toString('utf8') };
}

function inProgress(): ServiceError {
  const message = 'The first request with this Idempotency-Key is still running.';
  return new ServiceError('CONFLICT', { message, details: { reason: 'in_progress', retry_after: 1 }, retryAfterSeconds: 1 });
}

function answerNotKept(): ServiceError {
  const message = 'This request was carried out, but its answer was not kept: it held a secret, or was lost with the server.';
  return new ServiceError('CONFLICT', { message, details: { reason: 'answer_not_kept' } });
}

/**
 * Notes that what the run does is done, in the transaction that does it: afterwards nobody may run it again, also when this
 * process dies before it can answer. UNAVAILABLE, so that nothing of it stands, when the run was taken for dead meanwhile.
 */
export async function markCommitted(transaction: Transaction, { id, runId }: Run): Promise<void> {
  const [held] = await transaction.$queryRaw<{ isOurs: boolean }[]>`
    UPDATE idempotency_key SET committed_at = CASE WHEN run_id = ${runId}::uuid THEN now() ELSE committed_at END
    WHERE id = ${id} RETURNING run_id = ${runId}::uuid AS "isOurs"`;
  if (held && !held.isOurs) throw new ServiceError('UNAVAILABLE');
}

/** Ends a run. Without an outcome the key still answers for it, but nothing can be answered again. */
export async function keepOutcome({ id, runId, sealingKey }: Run, outcome: string | null): Promise<void> {
  const sealed = outcome === null ? null : seal(sealingKey, outcome, contextOf(id));
  await db().idempotencyKey.updateMany({
    where: { id, runId, completedAt: null },
    data: { completedAt: new Date(), outcomeSealed: sealed },
  });
}

/**
 * Gives a key back whose run came to nothing for now: the next request with it runs. A run that failed on our side after
 * it committed something keeps it, because that must not be done twice; a refusal did nothing, whatever it noted (a failed try).
 */
export async function giveUpRun(run: Run, { isRefused }: { isRefused: boolean }): Promise<void> {
  const { id, runId } = run;
  const { count } = await db().idempotencyKey.deleteMany({
    where: { id, runId, completedAt: null, ...(!isRefused && { committedAt: null }) },
  });
  if (count === 0) await keepOutcome(run, null);
}
