import { systemCaller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';

/** Acting as somebody, of whom and by whom. */
export type ActingSession = { id: string; userId: string; impersonatorId: string };

/**
 * Ends acting as somebody for good where nobody stopped it: its time is over, or the administrator may not do it any more.
 * One conditional update, with its event: however many notice, the trail says it once.
 */
export async function closeImpersonation({ id, userId, impersonatorId }: ActingSession, reason: 'expired' | 'not_allowed'): Promise<void> {
  await inTransaction(async (transaction) => {
    const ended = { revokedAt: new Date(), revokedReason: 'impersonation_ended', tokenHash: null };
    const { count } = await transaction.session.updateMany({ where: { id, revokedAt: null }, data: ended });
    if (count === 0) return;
    await recordEvent(transaction, {
      action: 'impersonation.ended',
      result: 'success',
      reason,
      actorId: impersonatorId,
      subjectId: userId,
      target: { type: 'session', id },
      caller: systemCaller,
    });
  });
}

const batchSize = 200;

/** Closes those whose time is over, or that of the session from which they were begun. A job calls it every two minutes. */
export async function closeExpiredImpersonations(): Promise<void> {
  const over = await runStatement<ActingSession>(
    db(),
    Prisma.sql`
      SELECT s.id, s.user_id AS "userId", own.user_id AS "impersonatorId"
      FROM session s JOIN session own ON own.id = s.impersonator_session_id
      WHERE s.impersonator_session_id IS NOT NULL AND s.revoked_at IS NULL AND (s.expires_at <= now() OR own.expires_at <= now()
        OR own.revoked_at IS NOT NULL OR own.last_seen_at + own.idle_seconds * interval '1 second' <= now())
      LIMIT ${batchSize}::int`,
  );
  for (const session of over) await closeImpersonation(session, 'expired');
}
