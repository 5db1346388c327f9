import type { Caller } from '#lib/audit/caller.ts';
import { changesBetween } from '#lib/audit/changes.ts';
import type { OrganizationShape } from '#lib/contracts/organizations.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import type { Organization } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { memberRoles } from '#lib/roles/member-roles.ts';
import { type Actor, type Principal, principalId } from '#lib/sessions/actor.ts';
import { findOrganization, presentOrganization, takeOrganization } from './find-organization.ts';
import { slugTaken } from './found-organization.ts';
import { holdOwners, keepOwners } from './last-owner.ts';
import { type OrganizationSettingsPatch, openSettings } from './organization-settings.ts';
import { recordChange, type Work } from './record-change.ts';
import { requireAllowedIn } from './require-allowed-in.ts';
import { tellMember } from './tell-member.ts';

export type OrganizationInput = { name?: string | undefined; slug?: string | undefined; settings?: OrganizationSettingsPatch | undefined };

/** What an event says of an organization, by the names of the API. */
function fieldsOf({ name, slug, settings }: Pick<Organization, 'name' | 'slug' | 'settings'>) {
  return { name, slug, ...openSettings(settings) };
}

function requireVersion({ version }: Organization, expected: readonly string[] | null): void {
  if (expected && !expected.includes(String(version))) throw new ServiceError('PRECONDITION_FAILED');
}

/** Whoever makes newcomers more than members must be able to make one of them that. */
async function requireDefaultRole(work: Work, input: OrganizationInput): Promise<void> {
  const { principal, organizationId, caller } = work;
  const wanted = input.settings?.default_role;
  const before = wanted && (await findOrganization(principal, organizationId));
  if (!before || before.settings.default_role === wanted) return;
  const { rank, permissions } = memberRoles[wanted];
  await requireAllowedIn(principal, 'organization.write', organizationId, { caller, resource: { rank, permissions } });
}

/**
 * Changes what `input` names; nothing is written when nothing differs. NOT_FOUND; CONFLICT for a slug that is taken;
 * PRECONDITION_FAILED when the version is none of `expected` (null: whichever it is); FORBIDDEN for a default role that
 * the principal could not give.
 */
export async function changeOrganization(
  work: Work,
  input: OrganizationInput,
  expected: readonly string[] | null,
): Promise<OrganizationShape> {
  const { principal, organizationId: id } = work;
  await requireDefaultRole(work, input);
  try {
    return await inTransaction(async (transaction) => {
      const before = await takeOrganization(transaction, id);
      requireVersion(before, expected);
      const settings = { ...openSettings(before.settings), ...input.settings };
      const after = { name: input.name ?? before.name, slug: input.slug ?? before.slug, settings };
      const changes = changesBetween(fieldsOf(before), fieldsOf(after));
      if (Object.keys(changes).length === 0) return presentOrganization(before, principal, transaction);
      const factorsRequiredAt = settings.require_second_factor ? (before.factorsRequiredAt ?? new Date()) : null;
      const changed = await transaction.organization.update({
        where: { id },
        data: { ...after, factorsRequiredAt, version: before.version + 1, updatedAt: new Date() },
      });
      await recordChange(transaction, work, { action: 'organization.updated', changes });
      return presentOrganization(changed, principal, transaction);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? slugTaken() : error;
  }
}

async function setStatus(work: Work, status: Organization['status'], reason: string): Promise<OrganizationShape> {
  const { principal, organizationId: id } = work;
  return inTransaction(async (transaction) => {
    const before = await takeOrganization(transaction, id);
    if (before.status === status) return presentOrganization(before, principal, transaction);
    const changed = await transaction.organization.update({
      where: { id },
      data: { status, version: before.version + 1, updatedAt: new Date() },
    });
    const changes = { status: { before: before.status, after: status }, reason: { before: null, after: reason } };
    const action = status === 'suspended' ? 'organization.suspended' : 'organization.activated';
    await recordChange(transaction, work, { action, changes });
    return presentOrganization(changed, principal, transaction);
  });
}

/** What is held in it counts no more, until it is activated. NOT_FOUND. */
export function suspendOrganization(work: Work, reason: string): Promise<OrganizationShape> {
  return setStatus(work, 'suspended', reason);
}

/** Takes a suspension back. NOT_FOUND. */
export function activateOrganization(work: Work, reason: string): Promise<OrganizationShape> {
  return setStatus(work, 'active', reason);
}

/** Who else owns it, to be told. */
async function otherOwners(transaction: Transaction, organizationId: string, principal: Principal): Promise<string[]> {
  const rows = await transaction.membership.findMany({ where: { organizationId, role: 'owner' }, select: { userId: true }, take: 50 });
  return rows.map(({ userId }) => userId).filter((id) => id !== principalId(principal));
}

/**
 * Deletes an organization with all that belongs to it, and the key to what was sealed for it. NOT_FOUND;
 * PRECONDITION_FAILED when the version is none of `expected` (null: whichever it is).
 */
export async function deleteOrganization(actor: Actor, id: string, expected: readonly string[] | null, caller: Caller): Promise<void> {
  await inTransaction(async (transaction) => {
    await holdOwners(transaction);
    const before = await takeOrganization(transaction, id);
    requireVersion(before, expected);
    const [members, owners] = [
      await transaction.membership.count({ where: { organizationId: id } }),
      await otherOwners(transaction, id, actor),
    ];
    await transaction.organization.delete({ where: { id }, select: { id: true } });
    await transaction.dataKey.deleteMany({ where: { subjectId: id } });
    const changes = changesBetween({ ...fieldsOf(before), members }, {});
    await recordChange(transaction, { principal: actor, organizationId: id, caller }, { action: 'organization.deleted', changes });
    for (const owner of owners) await tellMember(transaction, owner, { template: 'organization_deleted', organization: before.name });
  });
}

/**
 * Makes another member an owner, and the actor, where they are one, an admin. NOT_FOUND for who is no member; CONFLICT for
 * who is an owner already or whose account is not active, and for oneself.
 */
export async function transferOrganization(actor: Actor, id: string, userId: string, caller: Caller): Promise<OrganizationShape> {
  if (userId === actor.user.id) throw new ServiceError('CONFLICT', { message: 'Choose another member.' });
  const work: Work = { principal: actor, organizationId: id, caller };
  return inTransaction(async (transaction) => {
    await holdOwners(transaction);
    const row = await takeOrganization(transaction, id);
    const of = (who: string) => ({ userId_organizationId: { userId: who, organizationId: id } });
    const target = await transaction.membership.findUnique({
      where: of(userId),
      include: { user: { select: { status: true, deletedAt: true } } },
    });
    if (!target) throw new ServiceError('NOT_FOUND');
    if (target.role === 'owner') throw new ServiceError('CONFLICT', { message: 'They own it already.' });
    if (target.user.status !== 'active' || target.user.deletedAt)
      throw new ServiceError('CONFLICT', { message: 'Their account is not active.' });
    const own = await transaction.membership.findUnique({ where: of(actor.user.id), select: { role: true } });
    const roleSince = new Date();
    await transaction.membership.update({ where: of(userId), data: { role: 'owner', roleSince }, select: { id: true } });
    if (own?.role === 'owner') {
      await keepOwners(transaction, actor.user.id, id);
      await transaction.membership.update({ where: of(actor.user.id), data: { role: 'admin', roleSince }, select: { id: true } });
    }
    const changes = {
      role: { before: target.role, after: 'owner' },
      ...(own?.role === 'owner' && { own_role: { before: 'owner', after: 'admin' } }),
    };
    await recordChange(transaction, work, {
      action: 'organization.transferred',
      changes,
      target: { type: 'user', id: userId },
      subjectId: userId,
    });
    await tellMember(transaction, userId, { template: 'organization_role_changed', organization: row.name, role: 'owner' });
    return presentOrganization(row, actor, transaction);
  });
}
