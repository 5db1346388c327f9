import type { SessionShape } from '#lib/contracts/shapes.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { listSessionsOf } from '#lib/sessions/list-sessions.ts';
import { revokeSessions } from '#lib/sessions/revoke-sessions.ts';
import { getManagedUser } from './find-managed-user.ts';
import { type Act, type Management, manageUser } from './manage-user.ts';

/** Somebody's live sessions, newest first; at most 100. NOT_FOUND. */
export async function listUserSessions(principal: Principal, userId: string): Promise<SessionShape[]> {
  const { dataKey } = await getManagedUser(userId);
  return listSessionsOf({ id: userId, dataKey }, principal.type === 'session' ? principal.session.id : null);
}

/** Ends one of somebody's sessions. NOT_FOUND for an unknown or ended one, and for that of another. */
export async function revokeUserSession(management: Management, sessionId: string): Promise<{ revoked: true }> {
  await manageUser(management, async (transaction, { user }): Promise<Act> => {
    const count = await revokeSessions(transaction, { userId: user.id, id: sessionId }, 'signed_out_by_admin');
    if (count === 0) throw new ServiceError('NOT_FOUND');
    return { action: 'session.revoked', changes: { session: { before: sessionId, after: null } } };
  });
  return { revoked: true };
}
