import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { forgetLimit } from './limiter.ts';
import { findOwnLimits } from './own-limits.ts';
import { processState } from './process-state.ts';
import { refusalContext } from './store-refusals.ts';
import { isLimitName } from './verdict.ts';

type Row = { rule: string; bucket: string; subject: Uint8Array; subjectId: string | null; sealed: Uint8Array | null };

/** Whom the limit counted: the address that the row keeps sealed, or the id. */
export async function openSubject({ rule, bucket, subject, subjectId, sealed }: Row): Promise<string | null> {
  if (!sealed) return subjectId;
  return unseal(await installationKey(), sealed, refusalContext(rule, bucket, subject)).toString('utf8');
}

const markOf = (row: Pick<Row, 'rule' | 'bucket' | 'subject'>, at: Date) =>
  `${row.rule}:${row.bucket}:${Buffer.from(row.subject).toString('hex')}:${at.getTime()}`;

export type ForgetRequest = { limit: string; bucket: string; subject: string };

/**
 * Lets one who is limited begin anew: in Redis and in this process at once, in other processes when they next look
 * (`forgetWithOthers`). NOT_FOUND for whom no limit refused; UNAVAILABLE when Redis does not answer: then try again.
 */
export async function forgetRefused(actor: Actor, { limit, bucket, subject }: ForgetRequest, caller: Caller): Promise<void> {
  const where = { rule: limit, bucket, subject: new Uint8Array(Buffer.from(subject, 'base64url')), subjectType: { not: 'others' } };
  const row = await db().limitRefusal.findFirst({ where, orderBy: { hour: 'desc' } });
  const key = row && (await openSubject(row));
  if (!row || !key || !isLimitName(row.rule)) throw new ServiceError('NOT_FOUND');
  const now = new Date();
  const own = row.subjectType === 'key' && row.subjectId ? (await findOwnLimits([row.subjectId])).get(row.subjectId) : undefined;
  const user = row.subjectId && (await db().user.findUnique({ where: { id: row.subjectId }, select: { id: true } }));
  await inTransaction(async (transaction) => {
    await transaction.limitRefusal.updateMany({ where, data: { forgottenAt: now } });
    await recordEvent(transaction, {
      action: 'limit.forgotten',
      result: 'success',
      reason: row.rule,
      actorId: actor.user.id,
      subjectId: user ? user.id : null,
      target: { type: 'limit', id: `${row.rule}:${row.bucket}` },
      changes: { counter: { before: key, after: null } },
      caller,
    });
  });
  processState().forgotten.add(markOf(row, now));
  if (!(await forgetLimit(row.rule, row.bucket, key, own))) throw new ServiceError('UNAVAILABLE', { retryAfterSeconds: 2 });
}

const lookBackMs = 60_000;

/** Forgets here what an administrator had forgotten on another instance. Called every few seconds. */
export async function forgetWithOthers(): Promise<void> {
  const { forgotten } = processState();
  const oldest = Date.now() - lookBackMs;
  const rows = await db().limitRefusal.findMany({
    where: { forgottenAt: { gt: new Date(oldest) } },
    distinct: ['rule', 'bucket', 'subject', 'forgottenAt'],
    orderBy: { forgottenAt: 'asc' },
    take: 1000,
  });
  for (const mark of forgotten) if (Number(mark.slice(mark.lastIndexOf(':') + 1)) < oldest - lookBackMs) forgotten.delete(mark);
  for (const row of rows) {
    const mark = row.forgottenAt && markOf(row, row.forgottenAt);
    if (!mark || forgotten.has(mark) || !isLimitName(row.rule)) continue;
    forgotten.add(mark);
    const key = await openSubject(row);
    if (key) processState().window.forget(`${row.rule}:${row.bucket}:${key}`);
  }
}
