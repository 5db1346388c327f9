import { db, type Transaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { loadSettings } from '#lib/settings/read-settings.ts';
import { matchesStoredHash } from './verify-password.ts';

/** Whether this is one of the latest `count` passwords of somebody; the one in use is the first of them. */
export async function isEarlierPassword(userId: string, password: string, count: number): Promise<boolean> {
  const current = await db().user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  const rows = await db().passwordHistory.findMany({
    where: { userId },
    orderBy: { createdAt: 'desc' },
    take: count - 1,
    select: { passwordHash: true },
  });
  const hashes = [...(current?.passwordHash ? [current.passwordHash] : []), ...rows.map((row) => row.passwordHash)];
  for (const hash of hashes) if (await matchesStoredHash(hash, password)) return true;
  return false;
}

/**
 * Keeps the password that is about to be replaced, in the transaction that replaces it, and no more of them than the
 * settings ask for: a hash that nobody needs is only something to steal.
 */
export async function keepReplacedPassword(transaction: Transaction, userId: string): Promise<void> {
  // On the transaction's own connection: whoever waits for this row holds all others, and a second one would never come.
  const { history } = (await loadSettings(transaction)).settings.passwords;
  if (history > 1) {
    await transaction.$executeRaw`
      INSERT INTO password_history (id, user_id, password_hash)
      SELECT ${uuidv7()}::uuid, id, password_hash FROM "user" WHERE id = ${userId}::uuid AND password_hash IS NOT NULL`;
  }
  await transaction.$executeRaw`
    DELETE FROM password_history WHERE user_id = ${userId}::uuid AND id NOT IN (
      SELECT id FROM password_history WHERE user_id = ${userId}::uuid ORDER BY created_at DESC, id DESC LIMIT ${Math.max(0, history - 1)}::int)`;
}
