import type { Permission } from '#lib/roles/catalogue.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { findAbsentActor } from '#lib/users/find-absent-actor.ts';
import type { HeldJob } from './job.ts';

/**
 * Whoever asked for a job, with what they may do right now: null when they are shut out, or have lost the permission
 * that the job lives by.
 */
export async function findJobOwner({ ownerId, caller, createdAt }: HeldJob, permission: Permission): Promise<Actor | null> {
  const actor = await findAbsentActor(ownerId, { id: caller.sessionId, createdAt });
  return actor && isAllowed(actor, permission) ? actor : null;
}
