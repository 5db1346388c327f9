import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { logger } from '#lib/observability/logger.ts';
import { bcryptPasswordBytes, parseForeignHash, verifyForeignHash } from './foreign-hash.ts';
import { hashQueue } from './hash-queue.ts';
import { isOwnHash, slowHash, verifySlowHash } from './slow-hash.ts';

type Owner = { id: string; dataKey: Uint8Array; passwordHash: string | null };

async function verifyForeign(stored: string, password: string): Promise<boolean> {
  const { hash } = parseForeignHash(stored);
  // Whatever got into the column past the import is not computed either.
  if (!hash) logger().error('a stored password hash cannot be read');
  const matches = hash ? await hashQueue.run(() => verifyForeignHash(hash, password)) : false;
  // A cheap foreign hash must not answer sooner than an unknown account does.
  if (!matches) await verifySlowHash(null, password);
  return matches;
}

/** Whether a stored hash is of this password, whichever system made it. It is only compared: nothing is upgraded. */
export function matchesStoredHash(stored: string, password: string): Promise<boolean> {
  return isOwnHash(stored) ? verifySlowHash(stored, password) : verifyForeign(stored, password);
}

/** What was right has been checked only as far as the hash looks. */
function wasFullyChecked(stored: string, password: string): boolean {
  return parseForeignHash(stored).hash?.scheme !== 'bcrypt' || Buffer.byteLength(password) <= bcryptPasswordBytes;
}

/** Replaces a foreign hash whose password was just proved, unless it was replaced or changed meanwhile. */
async function upgrade({ id, dataKey }: Owner, stored: string, password: string, caller: Caller): Promise<void> {
  const passwordHash = await slowHash(password);
  await inTransaction(async (transaction) => {
    const { count } = await transaction.user.updateMany({ where: { id, passwordHash: stored }, data: { passwordHash } });
    if (count === 0) return;
    await recordEvent(transaction, {
      action: 'password.upgraded',
      result: 'success',
      reason: parseForeignHash(stored).hash?.scheme ?? 'argon2',
      actorId: id,
      subjectId: id,
      subjectKey: dataKey,
      caller,
    });
  });
}

/**
 * Checks an account's password, whichever system made its hash; without one it does the usual work and answers false.
 * A foreign hash is replaced by ours with the first right password. 503 when the queue is full.
 */
export async function verifyPassword(owner: Owner, password: string, caller: Caller): Promise<boolean> {
  const stored = owner.passwordHash;
  if (stored === null || isOwnHash(stored)) return verifySlowHash(stored, password);
  if (!(await verifyForeign(stored, password))) return false;
  if (!wasFullyChecked(stored, password)) return true;
  await upgrade(owner, stored, password, caller).catch((error: unknown) => {
    // The password was right: a full queue must not turn it into a refusal. The next sign-in upgrades.
    if (!(error instanceof ServiceError && error.code === 'UNAVAILABLE')) throw error;
  });
  return true;
}
