import { type AccountName, type AccountRecord, type AccountRow, isNamed, selectAccount, toAccount } from '#lib/accounts/find-user.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { BoundedQueue } from '#lib/passwords/hash-queue.ts';
import { readPolicies } from '#lib/pools/read-pools.ts';

export type KnownDevice = { id: string };

/** The record of this browser for this user, when the device cookie proves that it signed in before. */
export function findKnownDevice(userId: string, deviceToken: string | null): Promise<KnownDevice | null> {
  if (!deviceToken) return Promise.resolve(null);
  return db().knownDevice.findUnique({ where: { tokenHash_userId: { tokenHash: sha256(deviceToken), userId } }, select: { id: true } });
}

/** `granted` counts the try before it is evaluated; `last` says that it was the one that locks if it fails. */
export type Reservation = { granted: true; last: boolean } | { granted: false; retryAfterSeconds: number };

type CounterRow = { failed: number };

/** What counting a try sets, in a row of "user" or known_device. */
async function countedTry(pool: string): Promise<{ set: Prisma.Sql; maxFailures: number }> {
  const { max_failures: maxFailures, minutes } = (await readPolicies(pool)).lockout;
  const failed = Prisma.sql`CASE WHEN locked_until IS NULL THEN failed_sign_ins ELSE 0 END + 1`;
  return {
    set: Prisma.sql`failed_sign_ins = ${failed},
      locked_until = CASE WHEN ${failed} >= ${maxFailures}::int THEN now() + make_interval(mins => ${minutes}::int) END`,
    maxFailures,
  };
}

const isNotLocked = Prisma.sql`(locked_until IS NULL OR locked_until <= now())`;

async function toReservation(
  failed: number | null | undefined,
  maxFailures: number,
  userId: string,
  device: KnownDevice | null,
): Promise<Reservation> {
  if (typeof failed === 'number') return { granted: true, last: failed >= maxFailures };
  return { granted: false, retryAfterSeconds: await secondsLocked(userId, device) };
}

/**
 * Takes one of the tries that are left, by one conditional update, before the password is looked at: of 200 parallel
 * wrong passwords at most `lockout.max_failures` are evaluated, on any number of instances. A known device has its own counter, so that
 * strangers cannot lock the owner out and a stolen device cookie does not help for long.
 */
export async function reserveAttempt(
  { id: userId, pool }: Pick<AccountRecord, 'id' | 'pool'>,
  device: KnownDevice | null,
): Promise<Reservation> {
  const { set, maxFailures } = await countedTry(pool);
  const row = device
    ? Prisma.sql`known_device SET ${set} WHERE id = ${device.id}::uuid`
    : Prisma.sql`"user" SET ${set} WHERE id = ${userId}::uuid`;
  const [counter] = await runStatement<CounterRow>(db(), Prisma.sql`UPDATE ${row} AND ${isNotLocked} RETURNING failed_sign_ins AS failed`);
  return toReservation(counter?.failed, maxFailures, userId, device);
}

/**
 * Finds an account and takes one of its tries, in one round trip: for whoever brings no device that could be known, which
 * is every application and every new browser. Null where nobody of the pool has that name.
 */
export async function findAndReserve(
  pool: string,
  name: AccountName,
): Promise<{ account: AccountRecord; reservation: Reservation } | null> {
  const { set, maxFailures } = await countedTry(pool);
  const [row] = await runStatement<AccountRow & { failed: number | null }>(
    db(),
    Prisma.sql`
      WITH account AS MATERIALIZED (${selectAccount(await isNamed(pool, name))}),
        counted AS (UPDATE "user" SET ${set} FROM account WHERE "user".id = account.id AND ${isNotLocked} RETURNING failed_sign_ins AS failed)
      SELECT account.*, (SELECT failed FROM counted) AS failed FROM account`,
  );
  if (!row) return null;
  const { failed, ...account } = row;
  return { account: toAccount(account), reservation: await toReservation(failed, maxFailures, account.id, null) };
}

async function secondsLocked(userId: string, device: KnownDevice | null): Promise<number> {
  const select = { lockedUntil: true } as const;
  const row = device
    ? await db().knownDevice.findUnique({ where: { id: device.id }, select })
    : await db().user.findUnique({ where: { id: userId }, select });
  return Math.max(1, Math.ceil(((row?.lockedUntil?.getTime() ?? 0) - Date.now()) / 1000));
}

/** Gives one try back that was counted and then not evaluated: an overload must not lock people out. */
export async function returnAttempt(userId: string, device: KnownDevice | null): Promise<void> {
  if (device)
    await db()
      .$executeRaw`UPDATE known_device SET failed_sign_ins = greatest(failed_sign_ins - 1, 0), locked_until = NULL WHERE id = ${device.id}::uuid`;
  else
    await db()
      .$executeRaw`UPDATE "user" SET failed_sign_ins = greatest(failed_sign_ins - 1, 0), locked_until = NULL WHERE id = ${userId}::uuid`;
}

/** Gives a try back whose password was right although the sign-in goes no further (address not confirmed, suspended). */
export async function clearAttempts(userId: string, device: KnownDevice | null): Promise<void> {
  const cleared = { failedSignIns: 0, lockedUntil: null };
  if (device) await db().knownDevice.updateMany({ where: { id: device.id }, data: cleared });
  else await db().user.updateMany({ where: { id: userId }, data: cleared });
}

const perName = new Map<string, BoundedQueue>();

/**
 * At most two tries for one e-mail address or username are under way in this process. A try counts from before it is
 * evaluated, so without this a burst of right passwords from one person's devices would look like a burst of failures.
 * By the name that was typed, not by the account: a name nobody has must queue, and be refused, in the same way.
 */
export async function oneAfterAnother<T>(name: string, work: () => Promise<T>): Promise<T> {
  const queue = perName.get(name) ?? new BoundedQueue({ concurrency: 2, maxWaiting: 100 });
  perName.set(name, queue);
  try {
    return await queue.run(work);
  } finally {
    if (queue.idle) perName.delete(name);
  }
}
