import type { Caller } from '#lib/audit/caller.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { type Principal, principalId } from '#lib/sessions/actor.ts';
import { allPermissions, permissionCatalogue } from './catalogue.ts';
import { type Decision, type DecisionActor, decide, type Resource } from './decide.ts';
import { decideFor, decisionActor } from './decide-for.ts';
import { findRanks } from './find-ranks.ts';
import { findSubject } from './find-subject.ts';
import { covers, wildcards } from './permission-patterns.ts';
import { requireAllowed } from './require-allowed.ts';

export type NamedResource = { type: 'user' | 'role'; id: string };

/** What a decision about a person or a role looks at. NOT_FOUND when there is none with this id. */
async function readResource({ type, id }: NamedResource, permission: string): Promise<Resource> {
  if (type === 'user') {
    const found = await db().user.count({ where: { id, status: { not: 'erased' } } });
    if (found === 0) throw new ServiceError('NOT_FOUND');
    return { userId: id, rank: (await findRanks(db(), [id])).get(id) ?? 0 };
  }
  const role = await db().role.findUnique({ where: { id }, include: { permissions: true } });
  if (!role) throw new ServiceError('NOT_FOUND');
  if (permission !== 'admin.users.roles') return { rank: role.rank, isFixed: role.system };
  return { rank: role.rank, permissions: role.permissions.map(({ permissionName }) => permissionName) };
}

async function getSubject(userId: string): Promise<DecisionActor> {
  const subject = await findSubject(db(), userId);
  if (!subject) throw new ServiceError('NOT_FOUND');
  return subject;
}

export type PermissionQuestion = { user_id?: string | undefined; permission: string; resource?: NamedResource | undefined };

/**
 * Whether somebody may do something, and why, by the function that enforces it. FORBIDDEN about others without
 * `admin.permissions.read`; NOT_FOUND for a person or resource that does not exist.
 */
export async function explainPermission(principal: Principal, question: PermissionQuestion, caller: Caller): Promise<Decision> {
  const { user_id: userId, permission, resource } = question;
  const isOther = userId !== undefined && userId !== principalId(principal);
  if (isOther) await requireAllowed(principal, 'admin.permissions.read', null, { caller });
  const subject = isOther ? await getSubject(userId) : decisionActor(principal);
  const now = new Date();
  const held = decide(subject, permission, null, now);
  // Whoever does not hold the permission learns nothing about the resource either, not even whether there is one.
  if (!held.allowed || !resource) return held;
  return decide(subject, permission, await readResource(resource, permission), now);
}

/** All that somebody may do in general, with the reasons for each. NOT_FOUND. */
export async function listEffectivePermissions(userId: string) {
  const subject = await getSubject(userId);
  const now = new Date();
  const permissions = allPermissions.flatMap((permission) => {
    const { allowed, because } = decide(subject, permission, null, now);
    return allowed ? [{ permission, because }] : [];
  });
  return { user_id: userId, rank: (await findRanks(db(), [userId])).get(userId) ?? 0, permissions };
}

/** Whether the caller holds a permission or wildcard, and so can hand it out. */
export function holds(principal: Principal, pattern: string): boolean {
  if (principal.scopes !== null && !principal.scopes.includes(pattern)) return false;
  const now = new Date();
  return principal.grants.some(
    ({ permissions, expiresAt, organizationId }) =>
      organizationId === null && (expiresAt === null || expiresAt > now) && permissions.some((held) => covers(held, pattern)),
  );
}

/** All permissions there are, then the wildcards over them. */
export function listPermissions(principal: Principal) {
  const names = Object.entries(permissionCatalogue).map(([name, description]) => ({
    name,
    description,
    wildcard: false,
    held: decideFor(principal, name).allowed,
  }));
  const wide = wildcards.map((name) => ({ name, description: '', wildcard: true, held: holds(principal, name) }));
  return [...names, ...wide];
}
