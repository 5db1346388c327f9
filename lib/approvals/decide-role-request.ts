import { findPeople } from '#lib/accounts/find-people.ts';
import { type AccountRecord, findAccountById } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { PendingRoleRequestShape } from '#lib/contracts/approvals.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import { queueMail } from '#lib/email/queue-mail.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { giveRole, judgeGrant } from '#lib/roles/assign-role.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { findRanks } from '#lib/roles/find-ranks.ts';
import { permissionsOf } from '#lib/roles/present-role.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import type { Actor, Principal } from '#lib/sessions/actor.ts';
import { presentRoleRequest, type RoleRequestRow, sealPart, withRole } from './present-role-request.ts';

const listed = 200;
const deciding = 'admin.users.roles';

/** What a decision about a request looks at: the same as giving the role. */
function resourceOf({ userId, role }: RoleRequestRow, ownRank: number) {
  return { userId, rank: Math.max(role.rank, ownRank), permissions: permissionsOf(role) };
}

/** Every request that waits, the oldest first. */
export async function listPendingRoleRequests(principal: Principal): Promise<PendingRoleRequestShape[]> {
  const rows = await db().roleRequest.findMany({
    where: { status: 'open', expiresAt: { gt: new Date() }, user: { status: 'active' } },
    include: withRole,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: listed,
  });
  const userIds = rows.map(({ userId }) => userId);
  const [people, ranks] = await Promise.all([findPeople(userIds), findRanks(db(), userIds)]);
  return rows.flatMap((row) => {
    const person = people.get(row.userId);
    if (!person) return [];
    const { status: _, decided_at: __, decision_reason: ___, ...shown } = presentRoleRequest(row, person.dataKey);
    const user = { id: row.userId, email: person.email, name: person.name };
    return [{ ...shown, user, may_decide: isAllowed(principal, deciding, resourceOf(row, ranks.get(row.userId) ?? 0)) }];
  });
}

/** Who asked for which role. NOT_FOUND when it is not there. */
export async function getRequested(id: string): Promise<{ userId: string; roleId: string }> {
  const row = await db().roleRequest.findUnique({ where: { id }, select: { userId: true, roleId: true } });
  if (!row) throw new ServiceError('NOT_FOUND');
  return row;
}

export type RoleRequestDecision = { id: string; decision: 'approved' | 'denied'; reason: string };

/** Ends the request in the transaction of what it leads to. One update decides: of two at once one is told that it was decided. */
async function end(
  transaction: Transaction,
  actor: Actor,
  { row, owner, decision, reason }: { row: RoleRequestRow; owner: AccountRecord; decision: 'approved' | 'denied'; reason: string },
  caller: Caller,
): Promise<void> {
  const now = new Date();
  const { count } = await transaction.roleRequest.updateMany({
    where: { id: row.id, status: 'open', expiresAt: { gt: now }, userId: { not: actor.user.id } },
    data: {
      status: decision,
      decidedAt: now,
      decidedById: actor.user.id,
      decisionSealed: sealPart(owner.dataKey, row.id, 'decision', reason),
    },
  });
  if (count === 0) throw new ServiceError('CONFLICT', { message: 'This was decided already.' });
  await recordEvent(transaction, {
    action: `role_request.${decision}`,
    result: 'success',
    actorId: actor.user.id,
    subjectId: owner.id,
    subjectKey: owner.dataKey,
    target: { type: 'role_request', id: row.id },
    changes: {
      role: { before: null, after: row.role.name },
      requested_by: { before: null, after: owner.id },
      reason: { before: null, after: reason },
    },
    caller,
  });
  const link = `${env().APP_URL}/profile/roles`;
  const message = { template: `role_request_${decision}`, role: row.role.displayName, link } as const;
  await queueMail(transaction, { userId: owner.id, dataKey: owner.dataKey, locale: owner.locale, message });
}

/**
 * Gives the role that was asked for, or refuses it; whoever asked is told either way. Approving is judged like giving the
 * role, now: what has changed since counts. NOT_FOUND when it is not open; FORBIDDEN for oneself and for what the actor
 * could not give; CONFLICT when somebody else decided meanwhile.
 */
export async function decideRoleRequest(actor: Actor, { id, decision, reason }: RoleRequestDecision, caller: Caller): Promise<void> {
  const row = await db().roleRequest.findFirst({ where: { id, status: 'open', expiresAt: { gt: new Date() } }, include: withRole });
  const owner = row && (await findAccountById(row.userId));
  if (!row || owner?.status !== 'active') throw new ServiceError('NOT_FOUND');
  const ending = (transaction: Transaction) => end(transaction, actor, { row, owner, decision, reason }, caller);
  if (decision === 'approved') {
    const grant = { role_id: row.roleId, reason, ...(row.endsAt && { expires_at: row.endsAt.toISOString() }) };
    const judged = await judgeGrant(actor, owner.id, grant, caller);
    await inTransaction(async (transaction) => {
      await ending(transaction);
      await giveRole(transaction, judged);
    });
    return;
  }
  const rank = (await findRanks(db(), [owner.id])).get(owner.id) ?? 0;
  await requireAllowed(actor, deciding, resourceOf(row, rank), { caller, target: { type: 'user', id: owner.id } });
  await inTransaction(ending);
}
