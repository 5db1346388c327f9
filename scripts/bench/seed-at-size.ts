// Fills an empty, migrated database with made-up people and events, past every service: `seed-at-size.ts <users> <events>`.
// Prints the seconds it took. Whatever it writes could have been written by the application: sealed, indexed, readable.
import { randomInt } from 'node:crypto';
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { sealPersonalData } from '#lib/accounts/personal-data.ts';
import { searchTokensOf } from '#lib/accounts/search-tokens-of.ts';
import { auditContext } from '#lib/audit/record-event.ts';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import { makeDataKey } from '#lib/crypto/data-keys.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { seal } from '#lib/crypto/seal.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { env } from '#lib/env.ts';
import { sessionClientContext } from '#lib/sessions/issue-session.ts';
import { rollUp } from '#lib/statistics/roll-up.ts';
import { madeUpPerson, pick } from '#scripts/bench/made-up.ts';
import { runMain } from '#scripts/process/progress.ts';

const day = 24 * 60 * 60 * 1000;
const batch = 5000;
const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
];

const client = new pg.Client({ connectionString: env().DATABASE_URL });

/** These indexes are made again when all rows are there: sorting them once is faster than finding a place for each row. */
async function withoutIndexes(names: readonly string[], work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT c.relname AS name, pg_get_indexdef(c.oid) AS definition FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relname = ANY($1)`,
    [names],
  );
  if (rows.length !== names.length) throw new Error(`Some of these indexes are not there any more: ${names.join(', ')}.`);
  for (const { name } of rows) await client.query(`DROP INDEX "${name}"`);
  await work();
  await client.query("SET maintenance_work_mem = '512MB'");
  for (const { definition } of rows) await client.query(definition.replace(' ON ONLY ', ' ON '));
}

const bytea = (bytes: Uint8Array | null | undefined) => (bytes ? `\\x${Buffer.from(bytes).toString('hex')}` : null);

/** Inserts rows of one table, given as objects with the same keys, cast to the columns' own types. */
async function insert(table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  if (columns)
    await client.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`, [
      JSON.stringify(rows),
    ]);
}

/** Now and then lets the rows of the batch before be sent. */
async function breathe(made: number): Promise<void> {
  if (made % 100 === 0) await nextTurn();
}

type Person = { id: string; key: Buffer; createdAt: number };

function statusOf(): string {
  const place = randomInt(1000);
  if (place < 5) return 'suspended';
  if (place < 50) return 'pending';
  return place < 53 ? 'deletion_scheduled' : 'active';
}

async function rowsOf({ id, key, createdAt }: Person, wrapped: { wrappedKey: Uint8Array; encryptionKeyId: string }, number: number) {
  const { email, name, username } = madeUpPerson(number);
  const sealed = sealPersonalData(key, id, { email, name });
  const status = statusOf();
  const at = new Date(createdAt).toISOString();
  const seenAt = createdAt + Math.random() * (Date.now() - createdAt);
  return {
    user: {
      id,
      pool: 'default',
      status,
      username,
      username_index: username,
      email_sealed: bytea(sealed.emailSealed),
      email_index: bytea(await emailIndex(email)),
      email_verified_at: status === 'pending' ? null : at,
      name_sealed: bytea(sealed.nameSealed),
      search_tokens: await searchTokensOf({ email, name, username, phone: null }),
      registration_contested: false,
      failed_sign_ins: 0,
      factor_failures: 0,
      last_sign_in_at: status === 'pending' || randomInt(5) === 0 ? null : new Date(seenAt).toISOString(),
      locale: randomInt(4) === 0 ? 'de' : 'en',
      timezone: 'UTC',
      metadata: {},
      created_at: at,
      updated_at: at,
      suspended_at: status === 'suspended' ? at : null,
      deleted_at: status === 'deletion_scheduled' ? at : null,
    },
    key: { subject_id: id, wrapped_key: bytea(wrapped.wrappedKey), encryption_key_id: wrapped.encryptionKeyId, created_at: at },
    session: status === 'active' && randomInt(2) === 0 ? sessionOf(id, key, seenAt) : null,
  };
}

function sessionOf(userId: string, key: Buffer, seenAt: number) {
  const id = uuidv7(seenAt);
  const seen = new Date(seenAt).toISOString();
  const facts = JSON.stringify({ ip: `198.51.100.${randomInt(256)}`, userAgent: pick(agents) });
  return {
    id,
    user_id: userId,
    kind: 'browser',
    token_hash: bytea(sha256(id)),
    method: pick(['password', 'passkey', 'oauth:google']),
    amr: ['pwd'],
    remember: true,
    client_sealed: bytea(seal(key, facts, sessionClientContext(id))),
    created_at: seen,
    last_seen_at: seen,
    expires_at: new Date(Date.now() + randomInt(1, 30) * day).toISOString(),
  };
}

async function insertPeople(made: readonly Awaited<ReturnType<typeof rowsOf>>[]): Promise<void> {
  await insert(
    '"user"',
    made.map(({ user }) => user),
  );
  await insert(
    'vault.data_key',
    made.map(({ key }) => key),
  );
  await insert(
    'session',
    made.flatMap(({ session }) => session ?? []),
  );
}

/** People who came over the last two years, each with a key of their own; half of the active ones are signed in somewhere. */
async function seedUsers(count: number): Promise<Person[]> {
  const people: Person[] = [];
  // The database writes down one batch while the next is made up.
  let inserted = Promise.resolve();
  await withoutIndexes(['user_search_tokens_idx'], async () => {
    for (let from = 0; from < count; from += batch) {
      const made = [];
      for (let number = from; number < Math.min(count, from + batch); number += 1) {
        const createdAt = Date.now() - Math.round(((count - number) / count) * 730 * day) - day;
        const id = uuidv7(createdAt);
        const { key, ...wrapped } = makeDataKey(id);
        people.push({ id, key, createdAt });
        made.push(await rowsOf({ id, key, createdAt }, wrapped, number));
        await breathe(made.length);
      }
      await inserted;
      inserted = insertPeople(made);
    }
    await inserted;
  });
  // Not of the bench's administrator, who signs in with a password alone and came today.
  const chance = (share: number) => `FROM "user" WHERE created_at < now() - interval '1 hour' AND random() < ${share}`;
  await client.query(
    `INSERT INTO user_role (id, user_id, role_id) SELECT gen_random_uuid(), u.id, r.id FROM "user" u, role r WHERE r.name = 'user' ON CONFLICT DO NOTHING`,
  );
  await client.query(
    `INSERT INTO user_role (id, user_id, role_id) SELECT gen_random_uuid(), u.id, r.id FROM "user" u, role r WHERE r.name = 'moderator' AND random() < 0.0002`,
  );
  await client.query(`INSERT INTO factor (id, user_id, method, confirmed_at) SELECT gen_random_uuid(), id, 'email', now() ${chance(0.3)}`);
  for (const [provider, share] of [
    ['https://accounts.google.com', 0.2],
    ['https://github.com', 0.001],
  ] as const)
    await client.query(
      `INSERT INTO account (id, user_id, type, provider, provider_account_id) SELECT gen_random_uuid(), id, 'oauth', $1, id::text ${chance(share)}`,
      [provider],
    );
  return people;
}

/** The months that have passed have no partitions of their own in a new installation. */
async function addPartitions(months: number): Promise<void> {
  for (let back = 1; back <= months; back += 1)
    await client.query(`DO $$ DECLARE starts DATE := (date_trunc('month', now() AT TIME ZONE 'UTC') - INTERVAL '${back} month')::date; BEGIN
      EXECUTE format('CREATE TABLE IF NOT EXISTS audit_partitions.%I PARTITION OF public.audit_event FOR VALUES FROM (%L) TO (%L)',
        'month_' || to_char(starts, 'YYYY_MM'), starts::text || ' 00:00:00+00', ((starts + INTERVAL '1 month')::date)::text || ' 00:00:00+00'); END $$`);
}

/** Of a hundred events so many are of this kind. */
const kinds: readonly (readonly [share: number, action: string, result: string, reasons: readonly string[]])[] = [
  [55, 'session.created', 'success', ['password', 'password+totp', 'passkey', 'oauth:google', 'email']],
  [20, 'session.revoked', 'success', ['sign_out', 'expired']],
  [15, 'session.denied', 'failure', ['wrong_password', 'wrong_password', 'locked', 'unknown_account']],
  [5, 'user.updated', 'success', ['profile']],
  [2, 'password.changed', 'success', ['own']],
  [2, 'user.registered', 'success', ['password']],
  [1, 'user.locked', 'success', ['account']],
];
const drawn = kinds.flatMap((kind) => Array.from({ length: kind[0] }, () => kind));

function eventOf(person: Person, at: number) {
  const [, action, result, reasons] = pick(drawn);
  const id = uuidv7(at);
  const personal = JSON.stringify({ ip: `198.51.100.${randomInt(256)}`, user_agent: pick(agents) });
  return {
    id,
    created_at: new Date(at).toISOString(),
    action,
    result,
    reason: pick(reasons),
    actor_type: result === 'success' ? 'user' : 'anonymous',
    actor_id: result === 'success' ? person.id : null,
    subject_id: person.id,
    request_id: uuidv7(at),
    changed_fields: [],
    sealed: bytea(seal(person.key, personal, auditContext(id))),
  };
}

/** Events of the last ninety days, in the order of time. */
async function seedEvents(count: number, people: readonly Person[]): Promise<void> {
  await addPartitions(3);
  const indexes = ['subject_id_created_at', 'actor_id_created_at', 'action_created_at'].map((name) => `audit_event_${name}_idx`);
  await withoutIndexes(indexes, async () => {
    const begin = Date.now() - 90 * day;
    let inserted = Promise.resolve();
    for (let from = 0; from < count; from += batch) {
      const size = Math.min(batch, count - from);
      const events = [];
      for (let index = from; index < from + size; index += 1) {
        events.push(eventOf(pick(people), begin + Math.floor((index / count) * 90 * day)));
        await breathe(events.length);
      }
      await inserted;
      inserted = insert('audit_event', events);
    }
    await inserted;
  });
}

await runMain(async () => {
  const [users = 0, events = 0] = process.argv.slice(2).map(Number);
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  await client.connect();
  const people = await seedUsers(users);
  const usersAfter = seconds();
  await seedEvents(events, people);
  await client.query('DELETE FROM statistics_hour');
  await rollUp();
  await client.query('VACUUM ANALYZE');
  process.stdout.write(`${JSON.stringify({ users_seconds: usersAfter, seconds: seconds() })}\n`);
  await client.end();
  await db().$disconnect();
});
