import { emailIndex } from '#lib/crypto/blind-index.ts';
import { db, type Transaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';

/**
 * Counts one mail to a recipient, in PostgreSQL, so that no number of instances, addresses or Redis failures lets
 * somebody fill a stranger's mailbox. False when the recipient has had enough: then nothing is sent and nobody is told.
 */
export async function countRecipient(transaction: Transaction, purpose: string, email: string): Promise<boolean> {
  const setting = env().RATE_LIMITS.recipient;
  if (!setting) return true;
  return countUnder(transaction, Buffer.concat([Buffer.from(`${purpose}:`), await emailIndex(email)]), setting);
}

/** Counts one under a key and answers whether it is still within the limit of the current window. */
export async function countUnder(
  transaction: Transaction,
  key: Uint8Array<ArrayBuffer>,
  { max, windowSeconds }: { max: number; windowSeconds: number },
): Promise<boolean> {
  const windowStart = new Date(Math.floor(Date.now() / (windowSeconds * 1000)) * windowSeconds * 1000);
  const [row] = await transaction.$queryRaw<{ count: number }[]>`
    INSERT INTO limit_counter (key, window_start, count) VALUES (${key}, ${windowStart}, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = limit_counter.count + 1
    RETURNING count`;
  return (row?.count ?? 0) <= max;
}

/** Gives one back that was counted for something that turned out well. */
export async function uncount(key: Uint8Array<ArrayBuffer>, { windowSeconds }: { windowSeconds: number }): Promise<void> {
  const windowStart = new Date(Math.floor(Date.now() / (windowSeconds * 1000)) * windowSeconds * 1000);
  await db().limitCounter.updateMany({ where: { key, windowStart, count: { gt: 0 } }, data: { count: { decrement: 1 } } });
}
