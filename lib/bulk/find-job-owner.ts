import type { Permission } from '#lib/roles/catalogue.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { findManagedUser } from '#lib/users/find-managed-user.ts';
import type { HeldJob } from './job.ts';

/**
 * Whoever asked for a job, with what they may do right now: null when they are shut out, or have lost the permission
 * that the job lives by. Signing out does not stop a job; what is asked of a session was asked when it was made.
 */
export async function findJobOwner({ ownerId, caller, createdAt }: HeldJob, permission: Permission): Promise<Actor | null> {
  const owner = await findManagedUser(ownerId);
  if (owner?.user.status !== 'active' || owner.deletedAt) return null;
  const session = { id: caller.sessionId, kind: 'browser', method: 'job', remember: false, stepUpAt: null } as const;
  const actor: Actor = {
    ...owner,
    type: 'session',
    session: { ...session, createdAt, lastSeenAt: createdAt, expiresAt: createdAt },
    impersonator: null,
  };
  return isAllowed(actor, permission) ? actor : null;
}
