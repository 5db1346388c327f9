import { findAccountById } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { RoleRequestShape } from '#lib/contracts/approvals.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { findRanks } from '#lib/roles/find-ranks.ts';
import { permissionsOf } from '#lib/roles/present-role.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { findApprovers } from './find-approvers.ts';
import { presentRoleRequest, sealPart, withRole } from './present-role-request.ts';

const lifeDays = 14;
const maxPerDay = 5;
const dayMs = 86_400_000;
const listed = 50;

/** The roles that somebody holds everywhere right now. */
function heldRoles({ grants }: Actor): string[] {
  return grants.flatMap(({ role, organizationId }) => (role && organizationId === null ? [role.id] : []));
}

/** The roles that the settings let people ask for and that this one does not hold, by their names. */
export async function listRequestableRoles(actor: Actor) {
  const { roles } = await readSettings();
  const found = await db().role.findMany({
    where: { name: { in: roles.requestable }, id: { notIn: heldRoles(actor) } },
    include: { permissions: true },
    orderBy: { displayName: 'asc' },
  });
  return found.map((role) => ({ row: role, id: role.id, name: role.name, display_name: role.displayName, description: role.description }));
}

/** What somebody asked for, newest first. */
export async function listOwnRoleRequests({ user, dataKey }: Actor): Promise<RoleRequestShape[]> {
  const rows = await db().roleRequest.findMany({
    where: { userId: user.id },
    include: withRole,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: listed,
  });
  return rows.map((row) => presentRoleRequest(row, dataKey));
}

/** One after another for each person: two requests at once must not both be the last of the day, nor both be open. */
async function takeTurn(transaction: Transaction, userId: string, roleId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  const now = Date.now();
  const open = { userId, roleId, status: 'open' } as const;
  if ((await transaction.roleRequest.count({ where: { ...open, expiresAt: { gt: new Date(now) } } })) > 0)
    throw new ServiceError('CONFLICT', { message: 'You have asked for this role already.' });
  const today = await transaction.roleRequest.count({ where: { userId, createdAt: { gt: new Date(now - dayMs) } } });
  if (today >= maxPerDay) throw new ServiceError('RATE_LIMITED', { retryAfterSeconds: 3600, details: { retry_after: 3600 } });
  // One whose time is over makes room for the next.
  await transaction.roleRequest.updateMany({ where: open, data: { status: 'withdrawn' } });
}

export type RoleRequestInput = { role_id: string; reason: string; ends_at?: string | undefined };

/**
 * Asks for a role and tells those who could give it. NOT_FOUND for a role that cannot be asked for; CONFLICT for one that
 * was asked for and is not decided; RATE_LIMITED after five in a day.
 */
export async function requestRole(actor: Actor, input: RoleRequestInput, caller: Caller): Promise<RoleRequestShape> {
  const { user, dataKey } = actor;
  const role = (await listRequestableRoles(actor)).find(({ id }) => id === input.role_id)?.row;
  if (!role) throw new ServiceError('NOT_FOUND');
  const endsAt = input.ends_at === undefined ? null : new Date(input.ends_at);
  if (endsAt && endsAt <= new Date()) throw fieldError('ends_at', 'past', 'Choose a time in the future.');
  const rank = Math.max(role.rank, (await findRanks(db(), [user.id])).get(user.id) ?? 0);
  const approvers = await findApprovers('admin.users.roles', { userId: user.id, rank, permissions: permissionsOf(role) });
  const id = uuidv7();
  return inTransaction(async (transaction) => {
    await takeTurn(transaction, user.id, role.id);
    const row = await transaction.roleRequest.create({
      data: {
        id,
        userId: user.id,
        roleId: role.id,
        reasonSealed: sealPart(dataKey, id, 'reason', input.reason),
        endsAt,
        expiresAt: new Date(Date.now() + lifeDays * dayMs),
      },
      include: withRole,
    });
    await recordEvent(transaction, {
      action: 'role_request.created',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'role_request', id },
      changes: { role: { before: null, after: role.name }, reason: { before: null, after: input.reason } },
      caller,
    });
    const person = user.email ?? user.username ?? user.id;
    const message = { template: 'role_requested', role: role.displayName, person, link: `${env().APP_URL}/admin/approvals` } as const;
    for (const approverId of approvers) {
      const approver = await findAccountById(approverId, transaction);
      if (approver) await queueMail(transaction, { userId: approver.id, dataKey: approver.dataKey, locale: approver.locale, message });
    }
    return presentRoleRequest(row, dataKey);
  });
}

/** Takes one's own request back. NOT_FOUND when it is not open. */
export async function withdrawRoleRequest({ user, dataKey }: Actor, id: string, caller: Caller): Promise<void> {
  await inTransaction(async (transaction) => {
    const { count } = await transaction.roleRequest.updateMany({
      where: { id, userId: user.id, status: 'open', expiresAt: { gt: new Date() } },
      data: { status: 'withdrawn', decidedAt: new Date() },
    });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    await recordEvent(transaction, {
      action: 'role_request.withdrawn',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'role_request', id },
      caller,
    });
  });
}
