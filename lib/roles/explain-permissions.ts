import type { Caller } from '#lib/audit/caller.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { decideIn } from '#lib/organizations/decide-in.ts';
import { type Principal, principalId } from '#lib/sessions/actor.ts';
import { allPermissions, isOrganizational, permissionCatalogue } from './catalogue.ts';
import { type Because, type Decision, type DecisionActor, decide, type Resource } from './decide.ts';
import { decideFor, decisionActor } from './decide-for.ts';
import { findRanks } from './find-ranks.ts';
import { findSubject } from './find-subject.ts';
import { memberRoles } from './member-roles.ts';
import { covers, wildcards } from './permission-patterns.ts';
import { requireAllowed } from './require-allowed.ts';

/** A person or a role, in general or (a person) as a member of an organization; or an organization as such. */
export type NamedResource = { type?: 'user' | 'role' | undefined; id?: string | undefined; organization_id?: string | undefined };

/** What a decision about a person looks at: in an organization, what they are there. NOT_FOUND when there is none with this id. */
async function readPerson(id: string, organizationId: string | undefined): Promise<Resource> {
  if (organizationId !== undefined) {
    const member = await db().membership.findUnique({
      where: { userId_organizationId: { userId: id, organizationId } },
      select: { role: true },
    });
    if (!member) throw new ServiceError('NOT_FOUND');
    return { userId: id, rank: memberRoles[member.role].rank };
  }
  const found = await db().user.count({ where: { id, status: { not: 'erased' } } });
  if (found === 0) throw new ServiceError('NOT_FOUND');
  return { userId: id, rank: (await findRanks(db(), [id])).get(id) ?? 0 };
}

/** What a decision about a role looks at. NOT_FOUND when there is none with this id. */
async function readRole(id: string, permission: string): Promise<Resource> {
  const role = await db().role.findUnique({ where: { id }, include: { permissions: true } });
  if (!role) throw new ServiceError('NOT_FOUND');
  if (permission !== 'admin.users.roles') return { rank: role.rank, isFixed: role.system };
  return { rank: role.rank, permissions: role.permissions.map(({ permissionName }) => permissionName) };
}

async function readResource({ type, id, organization_id: organizationId }: NamedResource, permission: string): Promise<Resource> {
  if (organizationId !== undefined && (await db().organization.count({ where: { id: organizationId } })) === 0)
    throw new ServiceError('NOT_FOUND');
  if (id === undefined) return {};
  if (type !== 'user') return readRole(id, permission);
  return readPerson(id, isOrganizational(permission) ? organizationId : undefined);
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
  const organizationId = resource?.organization_id;
  const judge = (about: Resource | null) =>
    organizationId === undefined
      ? decide(subject, permission, about, now)
      : decideIn(subject, permission, organizationId, about ?? {}, now);
  const held = judge(null);
  // Whoever does not hold the permission learns nothing about the resource either, not even whether there is one.
  if (!held.allowed || !resource) return held;
  return judge(await readResource(resource, permission));
}

type Reasoned = { permission: string; because: Because[] };

function reasoned(judge: (permission: string) => Decision): Reasoned[] {
  return allPermissions.flatMap((permission) => {
    const { allowed, because } = judge(permission);
    return allowed ? [{ permission, because }] : [];
  });
}

/** What somebody may do in each of their organizations, by what counts there alone. */
async function listInOrganizations(subject: DecisionActor, now: Date) {
  const memberships = await db().membership.findMany({
    where: { userId: subject.id },
    select: { role: true, organization: { select: { id: true, name: true, status: true } } },
    orderBy: [{ organization: { name: 'asc' } }, { organizationId: 'asc' }],
  });
  return memberships.map(({ role, organization }) => {
    const bound = { ...subject, grants: subject.grants.filter(({ organizationId }) => organizationId === organization.id) };
    return {
      ...organization,
      role,
      permissions: reasoned((permission) => decide(bound, permission, { organizationId: organization.id }, now)),
    };
  });
}

/** All that somebody may do: everywhere, and besides in each organization they are in, with the reasons for each. NOT_FOUND. */
export async function listEffectivePermissions(userId: string) {
  const subject = await getSubject(userId);
  const now = new Date();
  const [ranks, organizations] = await Promise.all([findRanks(db(), [userId]), listInOrganizations(subject, now)]);
  const permissions = reasoned((permission) => decide(subject, permission, null, now));
  return { user_id: userId, rank: ranks.get(userId) ?? 0, permissions, organizations };
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
