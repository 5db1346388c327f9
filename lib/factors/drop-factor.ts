import type { Transaction } from '#lib/db/client.ts';
import type { FactorMethod } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { removeFactor } from './remove-factor.ts';

/**
 * Takes a factor away; with the last one go the backup codes and the trusted devices. NOT_FOUND when it is not on;
 * CONFLICT while it is the last that the policy requires.
 */
export async function dropFactor(transaction: Transaction, actor: Actor, method: FactorMethod): Promise<void> {
  const userId = actor.user.id;
  await removeFactor(transaction, actor, async () => {
    const { count } = await transaction.factor.deleteMany({ where: { userId, method, confirmedAt: { not: null } } });
    if (count === 0) throw new ServiceError('NOT_FOUND');
  });
  const left = await transaction.factor.count({ where: { userId, confirmedAt: { not: null } } });
  if (left > 0) return;
  await transaction.backupCode.deleteMany({ where: { userId } });
  await transaction.trustedDevice.deleteMany({ where: { userId } });
}
