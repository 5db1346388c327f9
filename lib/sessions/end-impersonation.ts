import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import { identified } from '#lib/roles/record-denial.ts';
import type { Actor } from './actor.ts';
import { revokeSessions } from './revoke-sessions.ts';

/**
 * Stops acting as somebody: the session that asks, or the one that was begun from it. Answers as whom, or null where there
 * was none.
 */
export function endImpersonation(actor: Actor, caller: Caller): Promise<{ userId: string } | null> {
  const { user, session, impersonator } = actor;
  const mine = impersonator ? { id: session.id } : { impersonatorSessionId: session.id };
  return inTransaction(async (transaction) => {
    const ending = await transaction.session.findFirst({
      where: { ...mine, revokedAt: null, expiresAt: { gt: new Date() } },
      select: { id: true, userId: true },
    });
    if (!ending || (await revokeSessions(transaction, ending, 'impersonation_ended')) === 0) return null;
    await recordEvent(transaction, {
      action: 'impersonation.ended',
      result: 'success',
      actorId: user.id,
      subjectId: ending.userId,
      target: { type: 'session', id: ending.id },
      caller: identified(caller, actor),
    });
    return { userId: ending.userId };
  });
}
