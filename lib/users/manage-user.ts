import type { Caller } from '#lib/audit/caller.ts';
import type { Changes } from '#lib/audit/changes.ts';
import { type AuditAction, recordEvent } from '#lib/audit/record-event.ts';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import { type Principal, principalId } from '#lib/sessions/actor.ts';
import { getManagedUser, type ManagedUser, presentManagedUser } from './find-managed-user.ts';

/** Who does something to whom, with which permission, and why. */
export type Management = { principal: Principal; permission: Permission; userId: string; reason?: string; caller: Caller };

/** Somebody whom the principal may manage. NOT_FOUND; FORBIDDEN, with an event, for themselves and for whoever ranks as high. */
export async function requireManaged({ principal, permission, userId, caller }: Management): Promise<ManagedUser> {
  const user = await getManagedUser(userId);
  const about = { userId, rank: user.rank };
  await requireAllowed(principal, permission, about, { caller, target: { type: 'user', id: userId } });
  return user;
}

/**
 * Locks the row and reads it again: until the transaction ends nobody else changes it. What was judged on `judged` must
 * still hold. The key is not locked: who gives this user a role holds the lock of the super admins, and would wait for us
 * while we wait for that.
 */
export async function takeUser(transaction: Transaction, judged: ManagedUser): Promise<ManagedUser> {
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${judged.user.id}::uuid FOR NO KEY UPDATE`;
  const user = await getManagedUser(judged.user.id, transaction);
  if (user.rank > judged.rank)
    throw new ServiceError('CONFLICT', {
      message: 'Their roles were changed in the meantime. Load it again.',
      details: { reason: 'roles_changed' },
    });
  return user;
}

/** What an act did: null where there was nothing to do. */
export type Act = { action: AuditAction; changes: Changes } | null;

/** Something that is done to a user whom the transaction has taken. */
export type Acting = (transaction: Transaction, user: ManagedUser) => Promise<Act>;

/**
 * Does something to somebody who was judged, with its event, which says who, to whom, why, and how it was before and is
 * now: it stands with the transaction or not at all. Answers what the user is then.
 */
export async function actOnUser(
  transaction: Transaction,
  { principal, userId, reason, caller }: Management,
  judged: ManagedUser,
  act: Acting,
): Promise<ManagedUser> {
  const user = await takeUser(transaction, judged);
  const done = await act(transaction, user);
  if (!done) return user;
  await recordEvent(transaction, {
    action: done.action,
    result: 'success',
    actorId: principalId(principal),
    subjectId: userId,
    subjectKey: user.dataKey,
    target: { type: 'user', id: userId },
    changes: { ...done.changes, ...(reason !== undefined && { reason: { before: null, after: reason } }) },
    caller,
  });
  return getManagedUser(userId, transaction);
}

/** Judges somebody and does something to them, in one transaction. */
export async function manageUser(management: Management, act: Acting): Promise<ManagedUserShape> {
  const judged = await requireManaged(management);
  return presentManagedUser(await inTransaction((transaction) => actOnUser(transaction, management, judged, act)));
}

/** CONFLICT for somebody who is deleted: they have to be restored first. */
export function refuseDeleted({ user, deletedAt }: ManagedUser): void {
  if (deletedAt || user.status === 'deletion_scheduled')
    throw new ServiceError('CONFLICT', { message: 'Restore this user first.', details: { reason: 'deleted' } });
}
