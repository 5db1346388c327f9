import { randomBytes } from 'node:crypto';
import type { Caller } from '#lib/audit/caller.ts';
import { changesBetween } from '#lib/audit/changes.ts';
import type { OrganizationShape } from '#lib/contracts/organizations.ts';
import { createDataKey } from '#lib/crypto/data-keys.ts';
import { inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { presentOrganization } from './find-organization.ts';
import { holdOwners } from './last-owner.ts';
import { recordChange } from './record-change.ts';
import { tellMember } from './tell-member.ts';

export type Founding = { name: string; slug?: string | undefined; owner_id?: string | undefined };

/** A slug made of a name: what is left of it in plain letters, and four random digits so that it is free. */
function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  return `${plain || 'organization'}-${randomBytes(2).toString('hex')}`;
}

/** CONFLICT that names the field whose value another organization has. */
export function slugTaken(): ServiceError {
  const message = 'Another organization has this short name.';
  return new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'slug', code: 'taken', message }] } });
}

/** How many somebody may found who is no operator. The owners are held, so that two at once do not make one too many. */
async function requireRoom(transaction: Transaction, userId: string, max: number): Promise<void> {
  const owned = await transaction.membership.count({ where: { userId, role: 'owner' } });
  if (owned >= max) throw new ServiceError('CONFLICT', { message: `You own ${owned} organizations; more are not possible.` });
}

/** The pool of somebody whose account is active, or VALIDATION_FAILED for the field. */
async function requireActive(transaction: Transaction, userId: string, field: string): Promise<string> {
  const active = await transaction.user.findFirst({ where: { id: userId, status: 'active', deletedAt: null }, select: { pool: true } });
  if (!active) throw fieldError(field, 'not_active', 'There is no active account with this id.');
  return active.pool;
}

/** Whether somebody may found one, for pages that offer it. */
export async function mayFound(actor: Actor): Promise<boolean> {
  return isAllowed(actor, 'admin.organizations.write') || (await readSettings()).organizations.self_service;
}

/**
 * Makes an organization with its first owner. FORBIDDEN where the settings leave that to operators, and for whoever is
 * none and names another owner; CONFLICT for a slug that is taken, and for who owns enough.
 */
export async function foundOrganization(
  actor: Actor,
  { name, slug, owner_id: ownerId }: Founding,
  caller: Caller,
): Promise<OrganizationShape> {
  const { organizations: policy } = await readSettings();
  const isOperator = isAllowed(actor, 'admin.organizations.write');
  const userId = ownerId ?? actor.user.id;
  if (!isOperator && (!policy.self_service || userId !== actor.user.id))
    await requireAllowed(actor, 'admin.organizations.write', null, { caller });
  const id = uuidv7();
  try {
    return await inTransaction(async (transaction) => {
      await holdOwners(transaction);
      // Its members are people of its first owner's pool.
      const pool = await requireActive(transaction, userId, 'owner_id');
      if (!isOperator) await requireRoom(transaction, userId, policy.max_per_person);
      const row = await transaction.organization.create({
        data: { id, name, pool, slug: slug ?? slugOf(name), createdById: actor.user.id },
      });
      await createDataKey(transaction, id);
      await transaction.membership.create({ data: { id: uuidv7(), organizationId: id, userId, role: 'owner' }, select: { id: true } });
      const work = { principal: actor, organizationId: id, caller };
      const changes = changesBetween({}, { name: row.name, slug: row.slug, owner: userId });
      await recordChange(transaction, work, {
        action: 'organization.created',
        changes,
        ...(userId !== actor.user.id && { subjectId: userId }),
      });
      if (userId !== actor.user.id)
        await tellMember(transaction, userId, { template: 'organization_joined', organization: name, role: 'owner' });
      return presentOrganization(row, actor, transaction);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? slugTaken() : error;
  }
}
