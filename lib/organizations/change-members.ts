import type { Caller } from '#lib/audit/caller.ts';
import type { MemberShape } from '#lib/contracts/organization-members.ts';
import type { OwnOrganizationShape } from '#lib/contracts/organizations.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import type { Membership, Organization } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { type MemberRoleName, memberRoles } from '#lib/roles/member-roles.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { domainOf } from './domain-name.ts';
import { takeActiveOrganization } from './find-organization.ts';
import { holdOwners, keepOwners } from './last-owner.ts';
import { getMember } from './list-members.ts';
import { presentHeld } from './list-organizations.ts';
import { openSettings } from './organization-settings.ts';
import { recordChange, type Work } from './record-change.ts';
import { requireAllowedIn } from './require-allowed-in.ts';
import { tellMember } from './tell-member.ts';

/** Makes somebody a member. False when they are one already. */
export async function putMember(
  transaction: Transaction,
  { organizationId, userId, role }: { organizationId: string; userId: string; role: MemberRoleName },
): Promise<boolean> {
  const { count } = await transaction.membership.createMany({
    data: [{ id: uuidv7(), organizationId, userId, role }],
    skipDuplicates: true,
  });
  return count === 1;
}

export function alreadyMember(): ServiceError {
  return new ServiceError('CONFLICT', { message: 'They are a member already.', details: { reason: 'already_member' } });
}

/**
 * Makes somebody a member without asking them: for operators. VALIDATION_FAILED for who has no active account in its pool; CONFLICT for
 * a member, and in a suspended organization.
 */
export async function addMember(work: Work, input: { user_id: string; role?: MemberRoleName | undefined }): Promise<MemberShape> {
  const { principal, organizationId } = work;
  const userId = input.user_id;
  await inTransaction(async (transaction) => {
    await holdOwners(transaction);
    const organization = await takeActiveOrganization(transaction, organizationId);
    const active = await transaction.user.count({ where: { id: userId, pool: organization.pool, status: 'active', deletedAt: null } });
    if (active === 0) throw fieldError('user_id', 'not_active', 'There is no active account with this id in the pool of the organization.');
    const role = input.role ?? openSettings(organization.settings).default_role;
    if (!(await putMember(transaction, { organizationId, userId, role }))) throw alreadyMember();
    const changes = { role: { before: null, after: role } };
    await recordChange(transaction, work, {
      action: 'membership.created',
      changes,
      target: { type: 'user', id: userId },
      subjectId: userId,
    });
    await tellMember(transaction, userId, { template: 'organization_joined', organization: organization.name, role });
  });
  return getMember(principal, organizationId, userId);
}

/** Somebody whom the principal may manage in the organization, and what they are. NOT_FOUND; FORBIDDEN, with an event. */
async function requireManaged(work: Work, userId: string, after: MemberRoleName | null): Promise<MemberRoleName> {
  const { principal, organizationId, caller } = work;
  const row = await db().membership.findUnique({ where: { userId_organizationId: { userId, organizationId } }, select: { role: true } });
  if (!row) throw new ServiceError('NOT_FOUND');
  const ranks = [memberRoles[row.role].rank, ...(after ? [memberRoles[after].rank] : [])];
  const resource = { userId, rank: Math.max(...ranks), permissions: after ? memberRoles[after].permissions : [] };
  const target = { type: 'user', id: userId };
  await requireAllowedIn(principal, 'organization.members.write', organizationId, { caller, resource, target });
  return row.role;
}

type Taken = { organization: Organization; membership: Membership };

/** The membership as it was judged, alone with all that changes owners. NOT_FOUND, CONFLICT, LAST_OWNER for who must stay one. */
async function takeMember(
  transaction: Transaction,
  { organizationId, userId, judged, staysOwner }: { organizationId: string; userId: string; judged: MemberRoleName; staysOwner: boolean },
): Promise<Taken> {
  if (judged === 'owner' && !staysOwner) await keepOwners(transaction, userId, organizationId);
  else await holdOwners(transaction);
  const membership = await transaction.membership.findUnique({
    where: { userId_organizationId: { userId, organizationId } },
    include: { organization: true },
  });
  if (!membership) throw new ServiceError('NOT_FOUND');
  if (membership.role !== judged) throw new ServiceError('CONFLICT', { message: 'Their role was changed in the meantime. Load it again.' });
  return { organization: membership.organization, membership };
}

/**
 * Makes a member something else; nothing is written when they are it already. NOT_FOUND; FORBIDDEN for oneself, for who is
 * not below the principal, and for more than they hold; LAST_OWNER; CONFLICT for an account that is not active.
 */
export async function changeMember(work: Work, userId: string, role: MemberRoleName): Promise<MemberShape> {
  const { principal, organizationId } = work;
  const judged = await requireManaged(work, userId, role);
  if (judged === role) return getMember(principal, organizationId, userId);
  await inTransaction(async (transaction) => {
    const { organization } = await takeMember(transaction, { organizationId, userId, judged, staysOwner: role === 'owner' });
    const active = await transaction.user.count({ where: { id: userId, status: 'active', deletedAt: null } });
    if (active === 0 && role === 'owner') throw new ServiceError('CONFLICT', { message: 'Their account is not active.' });
    const where = { userId_organizationId: { userId, organizationId } };
    await transaction.membership.update({ where, data: { role, roleSince: new Date() }, select: { id: true } });
    const changes = { role: { before: judged, after: role } };
    await recordChange(transaction, work, {
      action: 'membership.changed',
      changes,
      target: { type: 'user', id: userId },
      subjectId: userId,
    });
    await tellMember(transaction, userId, { template: 'organization_role_changed', organization: organization.name, role });
  });
  return getMember(principal, organizationId, userId);
}

/** Takes somebody out, with the roles that are bound to the organization. NOT_FOUND, FORBIDDEN as above, LAST_OWNER. */
export async function removeMember(work: Work, userId: string): Promise<void> {
  const { organizationId } = work;
  const judged = await requireManaged(work, userId, null);
  await inTransaction(async (transaction) => {
    const { organization, membership } = await takeMember(transaction, { organizationId, userId, judged, staysOwner: false });
    await transaction.membership.delete({ where: { id: membership.id }, select: { id: true } });
    const changes = { role: { before: judged, after: null } };
    await recordChange(transaction, work, {
      action: 'membership.removed',
      changes,
      target: { type: 'user', id: userId },
      subjectId: userId,
    });
    await tellMember(transaction, userId, { template: 'organization_left', organization: organization.name });
  });
}

/** Takes oneself out. NOT_FOUND for who is no member; LAST_OWNER. */
export async function leaveOrganization(actor: Actor, organizationId: string, caller: Caller): Promise<void> {
  const userId = actor.user.id;
  await inTransaction(async (transaction) => {
    const where = { userId_organizationId: { userId, organizationId } };
    const own = await transaction.membership.findUnique({ where, select: { role: true } });
    if (!own) throw new ServiceError('NOT_FOUND');
    const { membership } = await takeMember(transaction, { organizationId, userId, judged: own.role, staysOwner: false });
    await transaction.membership.delete({ where: { id: membership.id }, select: { id: true } });
    const changes = { role: { before: own.role, after: null } };
    const work = { principal: actor, organizationId, caller };
    await recordChange(transaction, work, { action: 'membership.left', changes, target: { type: 'user', id: userId }, subjectId: userId });
  });
}

/** Organizations that let somebody in by the domain of their confirmed address, and that they are not in. */
export async function listJoinable(actor: Actor): Promise<{ id: string; name: string }[]> {
  const { email, emailVerifiedAt } = actor.user;
  const domain = email && emailVerifiedAt ? domainOf(email) : null;
  if (domain === null) return [];
  const rows = await db().organizationDomain.findMany({
    where: {
      name: domain,
      verifiedAt: { not: null },
      organization: { status: 'active', pool: actor.user.pool, memberships: { none: { userId: actor.user.id } } },
    },
    select: { organization: true },
    take: 1,
  });
  return rows
    .filter(({ organization }) => openSettings(organization.settings).join_by_domain)
    .map(({ organization: { id, name } }) => ({ id, name }));
}

/** Joins by the domain of one's confirmed address. NOT_FOUND where that lets nobody in, or not this one; CONFLICT for a member. */
export async function joinOrganization(actor: Actor, organizationId: string, caller: Caller): Promise<OwnOrganizationShape> {
  if (actor.memberships.some((each) => each.organizationId === organizationId)) throw alreadyMember();
  const joinable = await listJoinable(actor);
  if (!joinable.some(({ id }) => id === organizationId)) throw new ServiceError('NOT_FOUND');
  return inTransaction(async (transaction) => {
    const userId = actor.user.id;
    const organization = await takeActiveOrganization(transaction, organizationId);
    const { default_role: role, join_by_domain: isOpen } = openSettings(organization.settings);
    if (!isOpen) throw new ServiceError('NOT_FOUND');
    if (!(await putMember(transaction, { organizationId, userId, role }))) throw alreadyMember();
    const changes = { role: { before: null, after: role }, by: { before: null, after: 'domain' } };
    const work = { principal: actor, organizationId, caller };
    await recordChange(transaction, work, {
      action: 'membership.created',
      changes,
      target: { type: 'user', id: userId },
      subjectId: userId,
    });
    return presentHeld({ ...organization, organizationId, role, since: new Date() });
  });
}
