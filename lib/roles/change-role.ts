import { requireApproval } from '#lib/approvals/require-approval.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import { type AuditAction, recordEvent } from '#lib/audit/record-event.ts';
import type { RoleShape } from '#lib/contracts/roles.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { getRole } from './list-roles.ts';
import { permissionsOf, type RoleRow } from './present-role.ts';
import { requireAllowed } from './require-allowed.ts';
import { isSupremeRole } from './supreme-role.ts';

const withPermissions = { permissions: { select: { permissionName: true } } } as const;

/** What the API calls the fields of a role that can change. */
export type RoleInput = { display_name: string; description: string; rank: number; permissions: readonly string[] };

/** What an event says of a role, by the names of the API. */
export function fieldsOf(row: RoleRow) {
  return { name: row.name, display_name: row.displayName, description: row.description, rank: row.rank, permissions: permissionsOf(row) };
}

type RoleChange = { action: AuditAction; id: string; changes: Changes };

function record(transaction: Transaction, actor: Actor, { action, id, changes }: RoleChange, caller: Caller): Promise<void> {
  return recordEvent(transaction, { action, result: 'success', actorId: actor.user.id, target: { type: 'role', id }, changes, caller });
}

/**
 * Adds a role. FORBIDDEN for a rank that is not below the actor's, and for a permission that the actor does not hold;
 * CONFLICT when there is one with this name.
 */
export async function createRole(actor: Actor, { name, ...input }: RoleInput & { name: string }, caller: Caller): Promise<RoleShape> {
  const { display_name: displayName, description, rank, permissions } = input;
  await requireAllowed(actor, 'admin.roles.create', { rank, permissions }, { caller });
  const id = uuidv7();
  try {
    await inTransaction(async (transaction) => {
      await transaction.role.create({ data: { id, name, displayName, description, rank }, select: { id: true } });
      await writePermissions(transaction, id, permissions);
      const changes = changesBetween({}, { name, ...input });
      await record(transaction, actor, { action: 'role.created', id, changes }, caller);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'There is a role with this name.';
    throw new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'name', code: 'taken', message }] } });
  }
  return getRole(actor, id);
}

async function writePermissions(transaction: Transaction, roleId: string, permissions: readonly string[]): Promise<void> {
  await transaction.rolePermission.deleteMany({ where: { roleId, permissionName: { notIn: [...permissions] } } });
  const data = permissions.map((permissionName) => ({ roleId, permissionName }));
  await transaction.rolePermission.createMany({ data, skipDuplicates: true });
}

/** The role as it is now. NOT_FOUND, or PRECONDITION_FAILED when its version is none of `expected` (null: whichever it is). */
async function readRole(id: string, expected: readonly string[] | null): Promise<RoleRow> {
  const role = await db().role.findUnique({ where: { id }, include: withPermissions });
  if (!role) throw new ServiceError('NOT_FOUND');
  if (expected && !expected.includes(String(role.version))) throw new ServiceError('PRECONDITION_FAILED');
  return role;
}

/**
 * Takes the version that was judged, so that nobody else changes the role until the transaction ends: of two changes made
 * to one version, one stands.
 */
async function takeVersion(transaction: Transaction, { id, version }: RoleRow, expected: readonly string[] | null): Promise<void> {
  const { count } = await transaction.role.updateMany({ where: { id, version, system: false }, data: { version: version + 1 } });
  if (count === 1) return;
  if (expected) throw new ServiceError('PRECONDITION_FAILED');
  throw new ServiceError('CONFLICT', { message: 'It was changed in the meantime. Load it again.' });
}

/**
 * Changes a role; nothing is written when nothing differs. NOT_FOUND; FORBIDDEN for a system role, a rank that is not
 * below the actor's, before or after, and for what is added without being held; PRECONDITION_FAILED or CONFLICT when
 * somebody was faster; CONFLICT for what somebody else has to approve.
 */
export async function replaceRole(
  actor: Actor,
  id: string,
  input: RoleInput,
  { expected, caller }: { expected: readonly string[] | null; caller: Caller },
): Promise<RoleShape> {
  const before = await readRole(id, expected);
  const held = permissionsOf(before);
  const added = input.permissions.filter((permission) => !held.includes(permission));
  const resource = { rank: Math.max(before.rank, input.rank), permissions: added, isFixed: before.system };
  await requireAllowed(actor, 'admin.roles.write', resource, { caller, target: { type: 'role', id } });
  const { display_name: displayName, description, rank, permissions } = input;
  const changes = changesBetween(fieldsOf(before), { name: before.name, ...input, permissions });
  if (Object.keys(changes).length === 0) return getRole(actor, id);
  // Whoever holds it would be as good as a super admin. Making such a role gives nothing yet: giving it asks.
  const becomesSupreme = isSupremeRole({ rank, permissions }) && !isSupremeRole({ rank: before.rank, permissions: held });
  const { approvals } = await readSettings();
  requireApproval(caller, becomesSupreme && approvals.four_eyes_for.includes('super_admin_grants'));
  await inTransaction(async (transaction) => {
    await takeVersion(transaction, before, expected);
    await transaction.role.update({ where: { id }, data: { displayName, description, rank }, select: { id: true } });
    await writePermissions(transaction, id, permissions);
    const action = changes.permissions ? 'role.permissions_changed' : 'role.updated';
    await record(transaction, actor, { action, id, changes }, caller);
  });
  return getRole(actor, id);
}

/** Deletes a role; whoever holds it loses it. NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED or CONFLICT as above. */
export async function deleteRole(
  actor: Actor,
  id: string,
  { expected, caller }: { expected: readonly string[] | null; caller: Caller },
): Promise<void> {
  const before = await readRole(id, expected);
  const resource = { rank: before.rank, isFixed: before.system };
  await requireAllowed(actor, 'admin.roles.delete', resource, { caller, target: { type: 'role', id } });
  await inTransaction(async (transaction) => {
    await takeVersion(transaction, before, expected);
    const members = await transaction.userRole.count({ where: { roleId: id } });
    await transaction.role.delete({ where: { id }, select: { id: true } });
    const changes = changesBetween({ ...fieldsOf(before), members }, {});
    await record(transaction, actor, { action: 'role.deleted', id, changes }, caller);
  });
}
