import { emailIndex, phoneIndex } from '#lib/crypto/blind-index.ts';
import { unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { type Database, db, runStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import type { UserStatus } from '#lib/sessions/actor.ts';

/** What sign-in, verification and reset need to know about an account. */
export type AccountRecord = {
  id: string;
  status: UserStatus;
  passwordHash: string | null;
  emailVerifiedAt: Date | null;
  registrationContested: boolean;
  locale: string;
  createdAt: Date;
  hasSecondFactor: boolean;
  dataKey: Buffer;
};

type Row = Omit<AccountRecord, 'dataKey'> & { wrappedKey: Uint8Array; encryptionKeyId: string };

/**
 * Whoever asked to be deleted, and can still change their mind, counts as active until they are proved to be it: signing in
 * takes it back (`completeSignIn`). No session of theirs counts before that.
 */
const standing = Prisma.sql`
  CASE WHEN u.status = 'deletion_scheduled' AND u.deleted_at IS NULL AND u.erase_at > now() THEN 'active' ELSE u.status::text END`;

/** User and wrapped key in one round trip. An erased user has no key, and so is not found. */
async function findAccount(database: Database, where: Prisma.Sql): Promise<AccountRecord | null> {
  const [row] = await runStatement<Row>(
    database,
    Prisma.sql`
    SELECT u.id, ${standing} AS status, u.password_hash AS "passwordHash", u.email_verified_at AS "emailVerifiedAt",
      u.registration_contested AS "registrationContested", u.locale, u.created_at AS "createdAt",
      EXISTS (SELECT 1 FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "hasSecondFactor",
      k.wrapped_key AS "wrappedKey", k.encryption_key_id AS "encryptionKeyId"
    FROM "user" u JOIN vault.data_key k ON k.subject_id = u.id
    WHERE u.pool = 'default' AND u.status <> 'erased' AND ${where}`,
  );
  if (!row) return null;
  const { wrappedKey, encryptionKeyId, ...account } = row;
  return { ...account, dataKey: unwrapDataKey(row.id, { wrappedKey, encryptionKeyId }) };
}

/** The account with this address, or null. */
export async function findAccountByEmail(email: string, database: Database = db()): Promise<AccountRecord | null> {
  return findAccount(database, Prisma.sql`u.email_index = ${await emailIndex(email)}::bytea`);
}

/** The account with this username (compared without case), or null. */
export function findAccountByUsername(username: string, database: Database = db()): Promise<AccountRecord | null> {
  return findAccount(database, Prisma.sql`u.username_index = ${username.toLowerCase()}`);
}

/** The account that confirmed this E.164 number, or null. */
export async function findAccountByPhone(phone: string, database: Database = db()): Promise<AccountRecord | null> {
  return findAccount(database, Prisma.sql`u.phone_index = ${await phoneIndex(phone)}::bytea AND u.phone_verified_at IS NOT NULL`);
}

export function findAccountById(id: string, database: Database = db()): Promise<AccountRecord | null> {
  return findAccount(database, Prisma.sql`u.id = ${id}::uuid`);
}
