import type { Transaction } from '#lib/db/client.ts';
import { keepReplacedPassword } from './password-history.ts';

/** Takes the password of somebody who chooses a new one by mail. Tries that failed with the old one count no more. */
export async function clearPassword(transaction: Transaction, userId: string): Promise<void> {
  await keepReplacedPassword(transaction, userId);
  await transaction.user.update({
    where: { id: userId },
    data: { passwordHash: null, passwordChangedAt: new Date(), failedSignIns: 0, lockedUntil: null },
    select: { id: true },
  });
}
