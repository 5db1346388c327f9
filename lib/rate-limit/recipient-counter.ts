import { emailIndex } from '#lib/crypto/blind-index.ts';
import type { Transaction } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';

/**
 * Counts one mail to a recipient, in PostgreSQL, so that no number of instances, addresses or Redis failures lets
 * somebody fill a stranger's mailbox. False when the recipient has had enough: then nothing is sent and nobody is told.
 */
export async function countRecipient(transaction: Transaction, purpose: string, email: string): Promise<boolean> {
  const setting = env().RATE_LIMITS.recipient;
  if (!setting) return true;
  const key = Buffer.concat([Buffer.from(`${purpose}:`), await emailIndex(email)]);
  const windowStart = new Date(Math.floor(Date.now() / (setting.windowSeconds * 1000)) * setting.windowSeconds * 1000);
  const [row] = await transaction.$queryRaw<{ count: number }[]>`
    INSERT INTO limit_counter (key, window_start, count) VALUES (${key}, ${windowStart}, 1)
    ON CONFLICT (key, window_start) DO UPDATE SET count = limit_counter.count + 1
    RETURNING count`;
  return (row?.count ?? 0) <= setting.max;
}
