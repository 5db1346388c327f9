import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { type Database, db, type Transaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { isUsableIssuer } from '#lib/linked-accounts/name-provider.ts';
import { withoutPhone } from './without-phone.ts';

/** What a person can sign in with. `email` is the mailbox: a link or a code to a confirmed address. */
export type WayIn = 'password' | 'passkey' | 'connection' | 'email';

type Row = { password: boolean; passkey: boolean; issuers: string[]; email: boolean };

/** Every kind of way in that this user has right now. A connection to a provider that is not configured any more is none. */
export async function listWaysIn(userId: string, database: Database = db()): Promise<WayIn[]> {
  const [row] = await database.$queryRaw<Row[]>`
    SELECT u.password_hash IS NOT NULL AS password, EXISTS (SELECT 1 FROM passkey p WHERE p.user_id = u.id) AS passkey,
      ARRAY(SELECT DISTINCT a.provider FROM account a WHERE a.user_id = u.id) AS issuers, u.email_verified_at IS NOT NULL AS email
    FROM "user" u WHERE u.id = ${userId}::uuid`;
  if (!row) return [];
  const has: Record<WayIn, boolean> = { ...row, connection: row.issuers.some(isUsableIssuer) };
  return (['password', 'passkey', 'connection', 'email'] as const).filter((kind) => has[kind]);
}

/**
 * Runs `remove`, which takes a way in away, and keeps at least one other. LAST_SIGN_IN_METHOD when none would be left;
 * the caller's transaction then undoes `remove`. The mailbox does not count: it is the way back, and with it alone a
 * lost mailbox is a lost account. The user's row is locked first, or two removals at once would each spare the other's.
 */
export async function removeWayIn<T>(transaction: Transaction, userId: string, remove: () => Promise<T>): Promise<T> {
  await transaction.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR UPDATE`;
  const removed = await remove();
  const left = await listWaysIn(userId, transaction);
  if (!left.some((way) => way !== 'email')) throw new ServiceError('LAST_SIGN_IN_METHOD');
  return removed;
}

/** For so many days a way in that was added can be disowned; as long as the links of the mails that told of it work. */
const disownableDays = 7;

/**
 * Takes away the passkeys, connections and the phone number of the last seven days, because the owner says that somebody else was in the
 * account: one of them may be how the other person would come back. Older ones stay.
 */
export async function removeRecentWaysIn(
  transaction: Transaction,
  owner: { id: string; dataKey: Uint8Array },
  reason: string,
  caller: Caller,
): Promise<void> {
  const since = new Date(Date.now() - disownableDays * 24 * 60 * 60 * 1000);
  const where = { userId: owner.id, createdAt: { gte: since } };
  const passkeys = await transaction.passkey.findMany({ where, select: { id: true } });
  const connections = await transaction.account.findMany({ where, select: { id: true } });
  await transaction.passkey.deleteMany({ where });
  await transaction.account.deleteMany({ where });
  const phones = await transaction.user.updateMany({
    where: { id: owner.id, phoneVerifiedAt: { gte: since } },
    data: await withoutPhone(transaction, owner),
  });
  const about = { result: 'success', reason, subjectId: owner.id, subjectKey: owner.dataKey, caller } as const;
  for (const { id } of passkeys) await recordEvent(transaction, { action: 'passkey.removed', target: { type: 'passkey', id }, ...about });
  for (const { id } of connections)
    await recordEvent(transaction, { action: 'connection.removed', target: { type: 'connection', id }, ...about });
  if (phones.count > 0) await recordEvent(transaction, { action: 'phone.removed', ...about });
}
