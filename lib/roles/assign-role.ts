import { requireApproval } from '#lib/approvals/require-approval.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { changesBetween } from '#lib/audit/changes.ts';
import { type AuditAction, recordEvent } from '#lib/audit/record-event.ts';
import type { AssignmentShape } from '#lib/contracts/roles.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { unexpired } from '#lib/db/unexpired.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { findRanks } from './find-ranks.ts';
import { keepSuperAdmin } from './last-admin.ts';
import { permissionsOf, type RoleRow } from './present-role.ts';
import { requireAllowed } from './require-allowed.ts';
import { isSupremeRole } from './supreme-role.ts';

const withRole = { role: { select: { id: true, name: true, displayName: true, rank: true } } } satisfies Prisma.UserRoleInclude;
type AssignmentRow = Prisma.UserRoleGetPayload<{ include: typeof withRole }>;

function present({ role, ...row }: AssignmentRow): AssignmentShape {
  return {
    role: { id: role.id, name: role.name, display_name: role.displayName, rank: role.rank },
    organization_id: row.organizationId,
    granted_at: row.grantedAt.toISOString(),
    granted_by: row.grantedBy,
    reason: row.reason,
    expires_at: row.expiresAt?.toISOString() ?? null,
  };
}

async function requireUser(userId: string): Promise<void> {
  const count = await db().user.count({ where: { id: userId, status: { not: 'erased' } } });
  if (count === 0) throw new ServiceError('NOT_FOUND');
}

/** The roles somebody holds right now, the highest rank first. NOT_FOUND when there is nobody with this id. */
export async function listAssignments(userId: string): Promise<AssignmentShape[]> {
  await requireUser(userId);
  const rows = await db().userRole.findMany({
    where: { userId, ...unexpired(new Date()) },
    include: withRole,
    orderBy: [{ role: { rank: 'desc' } }, { role: { name: 'asc' } }],
  });
  return rows.map(present);
}

/** User and role of an assignment, with what a decision about it looks at. NOT_FOUND for either. */
async function readBoth(userId: string, roleId: string): Promise<{ role: RoleRow; rank: number }> {
  const [, ranks, role] = await Promise.all([
    requireUser(userId),
    findRanks(db(), [userId]),
    db().role.findUnique({ where: { id: roleId }, include: { permissions: true } }),
  ]);
  if (!role) throw new ServiceError('NOT_FOUND');
  return { role, rank: Math.max(role.rank, ranks.get(userId) ?? 0) };
}

type Assigned = { expiresAt: Date | null; reason: string | null; organizationId: string | null };

/** What an event says of an assignment. */
function fieldsOf(role: RoleRow, assigned: Assigned | null) {
  return assigned
    ? {
        role: role.name,
        expires_at: assigned.expiresAt?.toISOString() ?? null,
        reason: assigned.reason,
        ...(assigned.organizationId && { organization_id: assigned.organizationId }),
      }
    : {};
}

type AssignmentChange = { action: AuditAction; userId: string; role: RoleRow; before: Assigned | null; after: Assigned | null };

function record(
  transaction: Transaction,
  actor: Actor,
  { action, userId, role, before, after }: AssignmentChange,
  caller: Caller,
): Promise<void> {
  const organizationId = (after ?? before)?.organizationId;
  return recordEvent(transaction, {
    action,
    result: 'success',
    actorId: actor.user.id,
    subjectId: userId,
    target: { type: 'role', id: role.id },
    ...(organizationId && { organizationId }),
    changes: changesBetween(fieldsOf(role, before), fieldsOf(role, after)),
    caller,
  });
}

/**
 * The role as it was judged, which nobody changes until the transaction ends: what it gives could have grown in between,
 * to what the actor may not give.
 */
async function holdRole(transaction: Transaction, { id, version }: RoleRow): Promise<void> {
  const [row] = await transaction.$queryRaw<{ version: number }[]>`SELECT version FROM role WHERE id = ${id}::uuid FOR SHARE`;
  if (!row) throw new ServiceError('NOT_FOUND');
  if (row.version !== version)
    throw new ServiceError('CONFLICT', {
      message: 'The role was changed in the meantime. Try again.',
      details: { reason: 'role_changed' },
    });
}

/** Whether somebody else has to approve that a role is given. */
export async function asksForApproval(role: RoleRow): Promise<boolean> {
  const { approvals } = await readSettings();
  return approvals.four_eyes_for.includes('super_admin_grants') && isSupremeRole({ rank: role.rank, permissions: permissionsOf(role) });
}

export type GrantInput = {
  role_id: string;
  organization_id?: string | undefined;
  expires_at?: string | undefined;
  reason?: string | undefined;
};

/** A role held everywhere (null), or in an organization. */
type Held = { userId: string; roleId: string; organizationId: string | null };

/** Writes an assignment over the same one, of which there is one at most. */
async function putAssignment(
  transaction: Transaction,
  { userId, roleId, organizationId }: Held,
  given: { expiresAt: Date | null; reason: string | null; grantedBy: string },
): Promise<void> {
  const { expiresAt, reason, grantedBy } = given;
  await transaction.$executeRaw`
    INSERT INTO user_role (id, user_id, role_id, organization_id, expires_at, reason, granted_by, granted_at)
    VALUES (${uuidv7()}::uuid, ${userId}::uuid, ${roleId}::uuid, ${organizationId}::uuid, ${expiresAt}::timestamptz, ${reason}::text,
      ${grantedBy}::uuid, ${new Date()}::timestamptz)
    ON CONFLICT (user_id, role_id, organization_id) DO UPDATE
    SET expires_at = excluded.expires_at, reason = excluded.reason, granted_by = excluded.granted_by, granted_at = excluded.granted_at`;
}

/** Somebody can hold something in an organization only while they are in it. */
async function requireMembership(transaction: Transaction, userId: string, organizationId: string): Promise<void> {
  const [row] = await transaction.$queryRaw<object[]>`
    SELECT 1 FROM membership WHERE user_id = ${userId}::uuid AND organization_id = ${organizationId}::uuid FOR KEY SHARE`;
  if (!row) throw fieldError('organization_id', 'not_a_member', 'They are not a member of this organization.');
}

/** A role that may be given, as it was judged. */
export type JudgedGrant = { actor: Actor; userId: string; role: RoleRow; after: Assigned; caller: Caller };

/**
 * Whether somebody may give somebody a role, or the one they hold another end. NOT_FOUND for either; FORBIDDEN for oneself,
 * for a role or a person that is not below the actor's rank, for a role that gives more than the actor holds; CONFLICT for
 * what somebody else has to approve.
 */
export async function judgeGrant(actor: Actor, userId: string, input: GrantInput, caller: Caller): Promise<JudgedGrant> {
  const { role, rank } = await readBoth(userId, input.role_id);
  const target = { type: 'user', id: userId };
  await requireAllowed(actor, 'admin.users.roles', { userId, rank, permissions: permissionsOf(role) }, { caller, target });
  const expiresAt = input.expires_at === undefined ? null : new Date(input.expires_at);
  if (expiresAt && expiresAt <= new Date()) throw fieldError('expires_at', 'past', 'Choose a time in the future.');
  requireApproval(caller, await asksForApproval(role));
  return { actor, userId, role, after: { expiresAt, reason: input.reason || null, organizationId: input.organization_id ?? null }, caller };
}

/**
 * Gives what was judged, with its event: it stands with the transaction or not at all. LAST_ADMIN when it would put an end
 * to the last super admin; VALIDATION_FAILED for an organization that they are not in; CONFLICT for a role that was changed.
 */
export async function giveRole(transaction: Transaction, { actor, userId, role, after, caller }: JudgedGrant): Promise<AssignmentShape> {
  const { expiresAt, organizationId } = after;
  await holdRole(transaction, role);
  if (organizationId) await requireMembership(transaction, userId, organizationId);
  else if (expiresAt && role.name === 'super_admin') await keepSuperAdmin(transaction, userId);
  const held: Held = { userId, roleId: role.id, organizationId };
  const before = await transaction.userRole.findFirst({ where: held });
  await putAssignment(transaction, held, { ...after, grantedBy: actor.user.id });
  const row = await transaction.userRole.findFirstOrThrow({ where: held, include: withRole });
  await record(transaction, actor, { action: 'role.granted', userId, role, before, after }, caller);
  return present(row);
}

/** Judges and gives a role. */
export async function grantRole(actor: Actor, userId: string, input: GrantInput, caller: Caller): Promise<AssignmentShape> {
  const judged = await judgeGrant(actor, userId, input, caller);
  return inTransaction((transaction) => giveRole(transaction, judged));
}

/**
 * Takes a role from somebody. NOT_FOUND when they do not hold it; FORBIDDEN unless it is the actor's own, or both the
 * person and the role are below the actor's rank; LAST_ADMIN for the last super admin, also when two take each other's.
 */
export async function revokeRole(
  actor: Actor,
  userId: string,
  { roleId, organizationId }: { roleId: string; organizationId: string | null },
  caller: Caller,
): Promise<void> {
  const { role, rank } = await readBoth(userId, roleId);
  if ((await db().userRole.count({ where: { userId, roleId, organizationId } })) === 0) throw new ServiceError('NOT_FOUND');
  await requireAllowed(actor, 'admin.users.roles', { ownerId: userId, rank }, { caller, target: { type: 'user', id: userId } });
  await inTransaction(async (transaction) => {
    if (role.name === 'super_admin' && organizationId === null) await keepSuperAdmin(transaction, userId);
    const before = await transaction.userRole.findFirst({ where: { userId, roleId, organizationId } });
    const { count } = await transaction.userRole.deleteMany({ where: { userId, roleId, organizationId } });
    if (!before || count === 0) throw new ServiceError('NOT_FOUND');
    await record(transaction, actor, { action: 'role.revoked', userId, role, before, after: null }, caller);
  });
}
