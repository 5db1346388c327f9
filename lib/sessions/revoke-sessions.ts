import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from './actor.ts';

export type RevocationReason =
  | 'signed_out'
  | 'signed_out_elsewhere'
  | 'password_reset'
  | 'password_changed'
  | 'email_reverted'
  | 'refresh_token_reused'
  | 'token_revoked'
  | 'address_proved'
  | 'not_me'
  | 'recovered'
  | 'suspended'
  | 'deleted'
  | 'password_reset_required'
  | 'signed_out_by_admin'
  | 'impersonation_ended';

/** Ends sessions of one user; access and refresh tokens of them stop working with the next request. Returns how many. */
export async function revokeSessions(
  transaction: Transaction,
  where: { userId: string; id?: string; exceptId?: string },
  reason: RevocationReason,
): Promise<number> {
  const { count } = await transaction.session.updateMany({
    where: {
      userId: where.userId,
      revokedAt: null,
      ...(where.id && { id: where.id }),
      ...(where.exceptId && { NOT: { id: where.exceptId } }),
    },
    data: { revokedAt: new Date(), revokedReason: reason, tokenHash: null },
  });
  return count;
}

/** Sign out here, on all other devices, or everywhere. */
export async function signOut(actor: Actor, scope: 'this' | 'others' | 'all', caller: Caller): Promise<{ revoked: number }> {
  const { user, session, dataKey } = actor;
  return inTransaction(async (transaction) => {
    const where = { userId: user.id, ...(scope === 'this' && { id: session.id }), ...(scope === 'others' && { exceptId: session.id }) };
    const revoked = await revokeSessions(transaction, where, scope === 'others' ? 'signed_out_elsewhere' : 'signed_out');
    await recordEvent(transaction, {
      action: 'session.revoked',
      result: 'success',
      reason: scope,
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'session', id: session.id },
      caller,
    });
    return { revoked };
  });
}

/** Ends one of the actor's own sessions. NOT_FOUND for an unknown, ended or foreign one. */
export async function revokeOwnSession(actor: Actor, sessionId: string, caller: Caller): Promise<{ revoked: true }> {
  const { user, dataKey } = actor;
  await inTransaction(async (transaction) => {
    const count = await revokeSessions(transaction, { userId: user.id, id: sessionId }, 'signed_out_elsewhere');
    if (count === 0) throw new ServiceError('NOT_FOUND');
    await recordEvent(transaction, {
      action: 'session.revoked',
      result: 'success',
      reason: 'one',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'session', id: sessionId },
      caller,
    });
  });
  return { revoked: true };
}
