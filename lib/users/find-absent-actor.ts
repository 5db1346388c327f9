import type { Actor } from '#lib/sessions/actor.ts';
import { findManagedUser } from './find-managed-user.ts';

/**
 * Whoever asked for what is done later, with what they may do right now: null when they are shut out. Signing out does not
 * stop it; what is asked of a session was asked at the time.
 */
export async function findAbsentActor(userId: string, { id, createdAt }: { id: string; createdAt: Date }): Promise<Actor | null> {
  const user = await findManagedUser(userId);
  if (user?.user.status !== 'active' || user.deletedAt) return null;
  const session = { id, kind: 'browser', method: 'job', remember: false, stepUpAt: null } as const;
  return {
    ...user,
    type: 'session',
    session: { ...session, createdAt, lastSeenAt: createdAt, expiresAt: createdAt },
    impersonator: null,
  };
}
