import { emailIndex, phoneIndex } from '#lib/crypto/blind-index.ts';
import { unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { type Database, db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import type { UserStatus } from '#lib/sessions/actor.ts';

/** What sign-in, verification and reset need to know about an account. */
export type AccountRecord = {
  id: string;
  pool: string;
  status: UserStatus;
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
  registrationContested: boolean;
  locale: string;
  createdAt: Date;
  hasSecondFactor: boolean;
  dataKey: Buffer;
};

/** An account as `selectAccount` reads it. */
export type AccountRow = Omit<AccountRecord, 'dataKey'> & { wrappedKey: Uint8Array; encryptionKeyId: string };

/**
 * Whoever asked to be deleted, and can still change their mind, counts as active until they are proved to be it: signing in
 * takes it back (`completeSignIn`). No session of theirs counts before that.
 */
const standing = Prisma.sql`
  CASE WHEN u.status = 'deletion_scheduled' AND u.deleted_at IS NULL AND u.erase_at > now() THEN 'active' ELSE u.status::text END`;

/** The query of an account with its wrapped key. An erased user has no key, and so is not found. `where` is about `u`, the row of "user". */
export function selectAccount(where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT u.id, u.pool, ${standing} AS status, u.password_hash AS "passwordHash", u.email_verified_at AS "emailVerifiedAt",
      u.registration_contested AS "registrationContested", u.locale, u.created_at AS "createdAt",
      EXISTS (SELECT 1 FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "hasSecondFactor",
      k.wrapped_key AS "wrappedKey", k.encryption_key_id AS "encryptionKeyId"
    FROM "user" u JOIN vault.data_key k ON k.subject_id = u.id
    WHERE u.status <> 'erased' AND ${where}`;
}

export function toAccount({ wrappedKey, encryptionKeyId, ...account }: AccountRow): AccountRecord {
  return { ...account, dataKey: unwrapDataKey(account.id, { wrappedKey, encryptionKeyId }) };
}

async function findAccount(database: Database, where: Prisma.Sql): Promise<AccountRecord | null> {
  const [row] = await runStatement<AccountRow>(database, selectAccount(where));
  return row ? toAccount(row) : null;
}

/** What somebody types to say who they are. */
export type AccountName = { email: string } | { username: string };

/** Whom a name means in a pool: the condition for `selectAccount`. Usernames are compared without case. */
export async function isNamed(pool: string, name: AccountName): Promise<Prisma.Sql> {
  return 'email' in name
    ? Prisma.sql`u.pool = ${pool} AND u.email_index = ${await emailIndex(name.email)}::bytea`
    : Prisma.sql`u.pool = ${pool} AND u.username_index = ${name.username.toLowerCase()}`;
}

/** The account of a pool with this address, or null. */
export async function findAccountByEmail(pool: string, email: string, database: Database = db()): Promise<AccountRecord | null> {
  return findAccount(database, await isNamed(pool, { email }));
}

/** The account of a pool with this username (compared without case), or null. */
export async function findAccountByUsername(pool: string, username: string, database: Database = db()): Promise<AccountRecord | null> {
  return findAccount(database, await isNamed(pool, { username }));
}

/** The account of a pool that confirmed this E.164 number, or null. */
export async function findAccountByPhone(pool: string, phone: string, database: Database = db()): Promise<AccountRecord | null> {
  const where = Prisma.sql`u.pool = ${pool} AND u.phone_index = ${await phoneIndex(phone)}::bytea AND u.phone_verified_at IS NOT NULL`;
  return findAccount(database, where);
}

export function findAccountById(id: string, database: Database = db()): Promise<AccountRecord | null> {
  return findAccount(database, Prisma.sql`u.id = ${id}::uuid`);
}
