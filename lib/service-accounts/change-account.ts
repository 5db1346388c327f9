import type { Caller } from '#lib/audit/caller.ts';
import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import { type AuditAction, recordEvent } from '#lib/audit/record-event.ts';
import type { ServiceAccountShape } from '#lib/contracts/service-accounts.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import type { ServiceAccount } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { getServiceAccount } from './list-accounts.ts';
import { requireMayManage } from './may-manage.ts';

type Change = { action: AuditAction; accountId: string; changes?: Changes; target?: { type: string; id: string } };

/** Records a change of a service account, or of one of its credentials (`target`). */
export function recordAccountChange(transaction: Transaction, actor: Actor, change: Change, caller: Caller): Promise<void> {
  const { action, accountId, changes, target } = change;
  return recordEvent(transaction, {
    action,
    result: 'success',
    actorId: actor.user.id,
    target: target ?? { type: 'service_account', id: accountId },
    // A credential's event says by itself whose it is.
    changes: { ...changes, ...(target && { service_account_id: { before: null, after: accountId } }) },
    caller,
  });
}

/** The account, if the actor may change it: NOT_FOUND, or FORBIDDEN where it may do what they may not. */
export async function requireAccount(actor: Actor, id: string, caller: Caller): Promise<ServiceAccount> {
  const account = await db().serviceAccount.findUnique({ where: { id } });
  if (!account) throw new ServiceError('NOT_FOUND');
  await requireMayManage(actor, account, caller);
  return account;
}

/**
 * The row, which nobody else changes until the transaction ends. What it may do was judged on `judged`; a change of that
 * in between must not slip through.
 */
export async function takeAccount(transaction: Transaction, judged: ServiceAccount): Promise<ServiceAccount> {
  await transaction.$queryRaw`SELECT 1 FROM service_account WHERE id = ${judged.id}::uuid FOR NO KEY UPDATE`;
  const account = await transaction.serviceAccount.findUnique({ where: { id: judged.id } });
  if (!account) throw new ServiceError('NOT_FOUND');
  if (account.updatedAt.getTime() !== judged.updatedAt.getTime())
    throw new ServiceError('CONFLICT', { message: 'It was changed in the meantime. Load it again.' });
  return account;
}

export type AccountInput = { name: string; description?: string | undefined; permissions: readonly string[] };

/** Adds a service account with the actor's rank. FORBIDDEN for a permission that the actor does not hold. */
export async function createServiceAccount(actor: Actor, input: AccountInput, caller: Caller): Promise<ServiceAccountShape> {
  const { name, description = '', permissions } = input;
  await requireMayManage(actor, { id: null, permissions, rank: actor.rank }, caller);
  const id = uuidv7();
  await inTransaction(async (transaction) => {
    await transaction.serviceAccount.create({
      data: { id, name, description, permissions: [...permissions], rank: actor.rank, createdById: actor.user.id },
      select: { id: true },
    });
    const changes = changesBetween({}, { name, permissions });
    await recordAccountChange(transaction, actor, { action: 'service_account.created', accountId: id, changes }, caller);
  });
  return getServiceAccount(actor, id);
}

export type AccountChange = Partial<{ [Name in keyof AccountInput]: AccountInput[Name] | undefined }> & { enabled?: boolean | undefined };

function actionOf(before: ServiceAccount, disabledAt: Date | null): AuditAction {
  if (Boolean(before.disabledAt) === Boolean(disabledAt)) return 'service_account.updated';
  return disabledAt ? 'service_account.disabled' : 'service_account.enabled';
}

type Fields = Pick<ServiceAccount, 'name' | 'description' | 'disabledAt'> & { permissions: readonly string[] };

/** What an event says of a service account, by the names of the API. */
function fieldsOf({ name, description, permissions, disabledAt }: Fields) {
  return { name, description, permissions, enabled: disabledAt === null };
}

/**
 * Changes what `input` names; nothing is written when nothing differs. NOT_FOUND; FORBIDDEN where the account may do what
 * the actor may not, before or after.
 */
export async function updateServiceAccount(actor: Actor, id: string, input: AccountChange, caller: Caller): Promise<ServiceAccountShape> {
  const judged = await requireAccount(actor, id, caller);
  const { name = judged.name, description = judged.description, permissions = judged.permissions } = input;
  await requireMayManage(actor, { id, permissions, rank: judged.rank }, caller);
  await inTransaction(async (transaction) => {
    const before = await takeAccount(transaction, judged);
    const now = new Date();
    const disabledAt = input.enabled === undefined ? before.disabledAt : input.enabled ? null : (before.disabledAt ?? now);
    const changes = changesBetween(fieldsOf(before), fieldsOf({ name, description, permissions, disabledAt }));
    if (Object.keys(changes).length === 0) return;
    const data = { name, description, permissions: [...permissions], disabledAt, updatedAt: now };
    await transaction.serviceAccount.update({ where: { id }, data, select: { id: true } });
    await recordAccountChange(transaction, actor, { action: actionOf(before, disabledAt), accountId: id, changes }, caller);
  });
  return getServiceAccount(actor, id);
}

/** Deletes a service account with its keys and secrets. NOT_FOUND, FORBIDDEN. */
export async function deleteServiceAccount(actor: Actor, id: string, caller: Caller): Promise<{ deleted: true }> {
  const judged = await requireAccount(actor, id, caller);
  await inTransaction(async (transaction) => {
    const { name, permissions } = await takeAccount(transaction, judged);
    await transaction.serviceAccount.delete({ where: { id }, select: { id: true } });
    const changes = changesBetween({ name, permissions }, {});
    await recordAccountChange(transaction, actor, { action: 'service_account.deleted', accountId: id, changes }, caller);
  });
  return { deleted: true };
}
