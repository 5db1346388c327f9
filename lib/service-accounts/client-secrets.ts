import type { Caller } from '#lib/audit/caller.ts';
import type { NewClientSecretShape } from '#lib/contracts/service-accounts.ts';
import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import { inTransaction } from '#lib/db/client.ts';
import { unexpired } from '#lib/db/unexpired.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { recordAccountChange, requireAccount, takeAccount } from './change-account.ts';
import { presentSecret } from './present-account.ts';

/**
 * Makes a secret that takes the place of those there are, which stay good for `overlapSeconds`: there are never more than
 * the new one and those that end with the overlap. NOT_FOUND, FORBIDDEN.
 */
export async function createClientSecret(
  actor: Actor,
  accountId: string,
  { overlapSeconds }: { overlapSeconds: number },
  caller: Caller,
): Promise<NewClientSecretShape> {
  const judged = await requireAccount(actor, accountId, caller);
  return inTransaction(async (transaction) => {
    await takeAccount(transaction, judged);
    const now = new Date();
    const end = new Date(now.getTime() + overlapSeconds * 1000);
    await transaction.clientSecret.deleteMany({ where: { serviceAccountId: accountId, expiresAt: { lte: now } } });
    await transaction.clientSecret.updateMany({
      where: { serviceAccountId: accountId, ...unexpired(end) },
      data: { expiresAt: end },
    });
    const { secret, prefix, hash } = makeSecret('client_secret');
    const row = await transaction.clientSecret.create({
      data: { id: uuidv7(), serviceAccountId: accountId, prefix, secretHash: hash, createdById: actor.user.id, createdAt: now },
    });
    const target = { type: 'client_secret', id: row.id };
    await recordAccountChange(transaction, actor, { action: 'client_secret.created', accountId, target }, caller);
    return { ...presentSecret(row), client_id: accountId, client_secret: secret };
  });
}

/** Revokes a secret, and with it the tokens it gave. NOT_FOUND, FORBIDDEN. */
export async function revokeClientSecret(actor: Actor, accountId: string, id: string, caller: Caller): Promise<{ revoked: true }> {
  const judged = await requireAccount(actor, accountId, caller);
  await inTransaction(async (transaction) => {
    await takeAccount(transaction, judged);
    const { count } = await transaction.clientSecret.deleteMany({ where: { id, serviceAccountId: accountId } });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    const target = { type: 'client_secret', id };
    await recordAccountChange(transaction, actor, { action: 'client_secret.revoked', accountId, target }, caller);
  });
  return { revoked: true };
}
