import { sealPersonalData } from '#lib/accounts/personal-data.ts';
import { searchTokensOf } from '#lib/accounts/search-tokens-of.ts';
import type { Changes } from '#lib/audit/changes.ts';
import { eventsStatement } from '#lib/audit/record-events.ts';
import { makeDataKey } from '#lib/crypto/data-keys.ts';
import { seal } from '#lib/crypto/seal.ts';
import { runStatement, type Transaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { factorContext } from '#lib/factors/verify-factor.ts';
import { callerOf } from './hold-job.ts';
import type { ImportableRoles } from './importable-roles.ts';
import type { HeldJob } from './job.ts';
import type { ImportRow } from './read-row.ts';

/** As PostgreSQL reads bytes from text. */
function bytea(bytes: Uint8Array | null | undefined): string | null {
  return bytes ? `\\x${Buffer.from(bytes).toString('hex')}` : null;
}

/** A user ready to be written: sealed, with a key of their own. */
export type NewUser = { row: number; id: string; key: Buffer; columns: object; changes: Changes };

function statusOf({ status, email_verified: isVerified }: ImportRow): 'active' | 'pending' | 'suspended' {
  if (status === 'suspended') return 'suspended';
  return isVerified ? 'active' : 'pending';
}

function changesOf(user: ImportRow): Changes {
  const { email, name, username, roles, passwordHash, totpSecret } = user;
  const said = {
    email,
    ...(name && { name }),
    ...(username && { username }),
    roles,
    status: statusOf(user),
    ...(passwordHash && { password: 'set' }),
    ...(totpSecret && { factor: 'totp' }),
  };
  return Object.fromEntries(Object.entries(said).map(([field, after]) => [field, { before: null, after }]));
}

/** Makes a user of a row: what is personal is sealed with the user's new key. */
export async function prepareUser(
  user: ImportRow,
  { emailIndex, roles }: { emailIndex: Uint8Array; roles: ImportableRoles },
): Promise<NewUser> {
  const id = uuidv7();
  const { key, wrappedKey, encryptionKeyId } = makeDataKey(id);
  const { email, name, first_name: firstName, last_name: lastName, username, phone, locale, timezone, metadata } = user;
  const said = { email, name, firstName, lastName, phone };
  const sealed = sealPersonalData(key, id, Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)));
  const status = statusOf(user);
  const factorId = user.totpSecret === null ? null : uuidv7();
  const columns = {
    id,
    pool: user.pool,
    status,
    suspended: status === 'suspended',
    verified: user.email_verified,
    email_index: bytea(emailIndex),
    email_sealed: bytea(sealed.emailSealed),
    name_sealed: bytea(sealed.nameSealed),
    first_name_sealed: bytea(sealed.firstNameSealed),
    last_name_sealed: bytea(sealed.lastNameSealed),
    phone_sealed: bytea(sealed.phoneSealed),
    // As PostgreSQL writes an array: read twice as fast as one of JSON.
    search_tokens: `{${await searchTokensOf({ email, name, firstName, lastName, username: username ?? null, phone })}}`,
    username: username ?? null,
    username_index: username?.toLowerCase() ?? null,
    password_hash: user.passwordHash,
    locale,
    timezone,
    metadata: metadata ?? {},
    wrapped_key: bytea(wrappedKey),
    encryption_key_id: encryptionKeyId,
    role_ids: user.roles.flatMap((role) => roles.roles.get(role)?.id ?? []),
    factor_id: factorId,
    secret_sealed: factorId && user.totpSecret ? bytea(seal(key, user.totpSecret, factorContext(factorId))) : null,
  };
  return { row: user.row, id, key, columns, changes: changesOf(user) };
}

/** Roles stay as they were judged until the users hold them: what they give could have grown in between. */
async function holdRoles(transaction: Transaction, { roles }: ImportableRoles): Promise<void> {
  const judged = [...roles.values()];
  const rows = await runStatement<{ id: string; version: number }>(
    transaction,
    Prisma.sql`SELECT id, version FROM role WHERE id = ANY(${judged.map(({ id }) => id)}::uuid[]) ORDER BY id FOR SHARE`,
  );
  const now = new Map(rows.map(({ id, version }) => [id, version]));
  if (judged.some(({ id, version }) => now.get(id) !== version)) throw new Error('A role was changed in the meantime.');
}

/**
 * Writes users with their keys, roles, factors and events by one statement. Answers the rows of those who were not
 * written, because somebody took their address or username in the meantime.
 */
export async function writeUsers(
  transaction: Transaction,
  job: HeldJob,
  users: readonly NewUser[],
  roles: ImportableRoles,
): Promise<number[]> {
  if (users.length === 0) return [];
  await holdRoles(transaction, roles);
  const subjects = users.map(({ id, key, changes }) => ({ id, key, changes }));
  const event = { action: 'user.imported', result: 'success', actorId: job.ownerId, caller: callerOf(job), subjects } as const;
  const written = await runStatement<{ id: string }>(
    transaction,
    Prisma.sql`
      WITH input AS MATERIALIZED (
        SELECT * FROM json_to_recordset(${JSON.stringify(users.map(({ columns }) => columns))}::json) AS x (
          id uuid, pool text, status user_status, suspended boolean, verified boolean, email_index bytea, email_sealed bytea, name_sealed bytea,
          first_name_sealed bytea, last_name_sealed bytea, phone_sealed bytea, search_tokens int[], username text, username_index text,
          password_hash text, locale text, timezone text, metadata jsonb, wrapped_key bytea, encryption_key_id text, role_ids uuid[],
          factor_id uuid, secret_sealed bytea)),
      written AS (
        INSERT INTO "user" (id, pool, status, suspended_at, email_verified_at, email_index, email_sealed, name_sealed, first_name_sealed,
          last_name_sealed, phone_sealed, search_tokens, username, username_index, password_hash, password_changed_at, locale, timezone, metadata)
        SELECT id, pool, status, CASE WHEN suspended THEN now() END, CASE WHEN verified THEN now() END, email_index, email_sealed, name_sealed,
          first_name_sealed, last_name_sealed, phone_sealed, search_tokens, username, username_index, password_hash,
          CASE WHEN password_hash IS NOT NULL THEN now() END, locale, timezone, metadata
        FROM input ORDER BY id ON CONFLICT DO NOTHING RETURNING id),
      -- For those who were written alone: no key is made for nobody.
      keys AS (
        INSERT INTO vault.data_key (subject_id, wrapped_key, encryption_key_id)
        SELECT i.id, i.wrapped_key, i.encryption_key_id FROM input i JOIN written w ON w.id = i.id),
      held AS (
        INSERT INTO user_role (user_id, role_id, granted_by)
        SELECT i.id, r.id, ${job.ownerId}::uuid FROM input i JOIN written w ON w.id = i.id CROSS JOIN LATERAL unnest(i.role_ids) AS r (id)),
      factors AS (
        INSERT INTO factor (id, user_id, method, secret_sealed, confirmed_at)
        SELECT i.factor_id, i.id, 'totp', i.secret_sealed, now() FROM input i JOIN written w ON w.id = i.id WHERE i.factor_id IS NOT NULL),
      events AS (${eventsStatement(event, Prisma.sql`e.subject_id IN (SELECT id FROM written)`)})
      SELECT id::text AS id FROM written`,
  );
  const ids = new Set(written.map(({ id }) => id));
  return users.filter(({ id }) => !ids.has(id)).map(({ row }) => row);
}
