import { systemCaller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction, runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';

const batchSize = 500;

/** What is left of somebody: an id that the trail and the grants of others name, and when it came to be. */
const nothingPersonal = {
  status: 'erased',
  eraseAt: null,
  username: null,
  usernameIndex: null,
  emailSealed: null,
  emailIndex: null,
  emailVerifiedAt: null,
  nameSealed: null,
  firstNameSealed: null,
  lastNameSealed: null,
  phoneSealed: null,
  phoneIndex: null,
  phoneVerifiedAt: null,
  searchTokens: [],
  passwordHash: null,
  passwordChangedAt: null,
  registrationContested: false,
  failedSignIns: 0,
  lockedUntil: null,
  factorFailures: 0,
  lastSignInAt: null,
  locale: 'en',
  timezone: 'UTC',
  avatarUrl: null,
  metadata: {},
} satisfies Prisma.UserUpdateManyMutationInput;

/**
 * Everything that the schema says belongs to a user (`ON DELETE CASCADE`): what would go with their row goes now. Asked of
 * the database, so that no table that comes later can be forgotten here.
 */
async function removeBelongings(transaction: Transaction, userId: string): Promise<void> {
  const belongings = await runStatement<{ table: string; column: string }>(
    transaction,
    Prisma.sql`
      SELECT c.conrelid::regclass::text AS table, quote_ident(a.attname) AS column
      FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
      WHERE c.contype = 'f' AND c.confrelid = 'public."user"'::regclass AND c.confdeltype = 'c' AND c.conparentid = 0
      ORDER BY 1, 2`,
  );
  for (const { table, column } of belongings)
    await transaction.$executeRaw`DELETE FROM ${Prisma.raw(table)} WHERE ${Prisma.raw(column)} = ${userId}::uuid`;
}

/**
 * Erases somebody whose time has come: everything that is theirs, and the key without which nothing about them can be
 * read anywhere, in the trail and in backups either (data.md, rule 4). False where it has not, or was taken back.
 */
export function eraseAccount(userId: string): Promise<boolean> {
  return inTransaction(async (transaction) => {
    const before = await transaction.user.findUnique({ where: { id: userId }, select: { pool: true, emailIndex: true } });
    const { count } = await transaction.user.updateMany({
      where: { id: userId, status: 'deletion_scheduled', eraseAt: { lte: new Date() } },
      data: { ...nothingPersonal, updatedAt: new Date() },
    });
    if (count === 0) return false;
    await removeBelongings(transaction, userId);
    // Their address, under the keys of organizations. Somebody of another pool may have it too.
    if (before?.emailIndex)
      await transaction.invitation.deleteMany({ where: { emailIndex: before.emailIndex, organization: { pool: before.pool } } });
    await transaction.dataKey.deleteMany({ where: { subjectId: userId } });
    await recordEvent(transaction, {
      action: 'user.erased',
      result: 'success',
      subjectId: userId,
      target: { type: 'user', id: userId },
      caller: systemCaller,
    });
    return true;
  });
}

/** Erases everybody whose time has come, one after another. The hourly job calls it; what fails is tried again with the next. */
export async function eraseDueAccounts(): Promise<void> {
  const due = await db().user.findMany({
    where: { status: 'deletion_scheduled', eraseAt: { lte: new Date() } },
    select: { id: true },
    orderBy: { eraseAt: 'asc' },
    take: batchSize,
  });
  for (const { id } of due) await eraseAccount(id);
}
