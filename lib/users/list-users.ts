import type { userSorts } from '#lib/contracts/managed-users.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db, runPlannedStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { openCursor, type Position, sealCursor } from '#lib/db/page-cursor.ts';
import type { PageOptions } from '#lib/db/read-page.ts';
import { issuersOf } from '#lib/linked-accounts/name-provider.ts';
import { readPoliciesOf } from '#lib/pools/read-pools.ts';
import type { UserStatus } from '#lib/sessions/actor.ts';
import { type ManagedRow, type ManagedUser, managedColumns, toManagedUser } from './find-managed-user.ts';
import { readUserSearch, type UserSearch } from './user-search.ts';

export type UserSort = (typeof userSorts)[number];

export type UsersFilter = PageOptions & {
  sort?: UserSort | undefined;
  search?: string | undefined;
  status?: UserStatus | undefined;
  role?: string | undefined;
  organization_id?: string | undefined;
  pool?: string | undefined;
  mfa?: boolean | undefined;
  verified?: boolean | undefined;
  provider?: string | undefined;
  created_after?: string | undefined;
  created_before?: string | undefined;
  last_seen_after?: string | undefined;
  last_seen_before?: string | undefined;
};

/** Some of what the trigrams find are not meant: so many times as many are opened, to fill a page by one query. */
const candidatesPerEntry = 2;

const lastSignIn = Prisma.sql`coalesce(u.last_sign_in_at, 'epoch'::timestamptz)`;

const orders = {
  '-created_at': { column: Prisma.sql`u.created_at`, direction: Prisma.sql`DESC`, beyond: Prisma.sql`<` },
  created_at: { column: Prisma.sql`u.created_at`, direction: Prisma.sql`ASC`, beyond: Prisma.sql`>` },
  '-last_sign_in_at': { column: lastSignIn, direction: Prisma.sql`DESC`, beyond: Prisma.sql`<` },
  last_sign_in_at: { column: lastSignIn, direction: Prisma.sql`ASC`, beyond: Prisma.sql`>` },
} satisfies Record<UserSort, object>;

function statusCondition(status: UserStatus | undefined): Prisma.Sql {
  if (status === undefined) return Prisma.sql`u.deleted_at IS NULL AND u.status <> 'erased'`;
  const known = Prisma.sql`u.status = ${status}::user_status AND u.status <> 'erased'`;
  return Prisma.sql`${known} AND u.deleted_at ${status === 'deletion_scheduled' ? Prisma.sql`IS NOT NULL` : Prisma.sql`IS NULL`}`;
}

/** The ids of a role, so that the plan is made for how many hold it. */
async function findRoleIds(name: string): Promise<string[]> {
  const rows = await db().role.findMany({ where: { name }, select: { id: true } });
  return rows.map(({ id }) => id);
}

function providerCondition(providerId: string): Prisma.Sql {
  const issuers = issuersOf(providerId);
  if (!issuers) return Prisma.sql`FALSE`;
  const isTheirs =
    'issuer' in issuers ? Prisma.sql`a.provider = ${issuers.issuer}::text` : Prisma.sql`a.provider LIKE ${`${issuers.prefix}%`}::text`;
  return Prisma.sql`EXISTS (SELECT 1 FROM account a WHERE a.user_id = u.id AND ${isTheirs})`;
}

function conditionsOf(filter: UsersFilter, roleIds: readonly string[] | null): Prisma.Sql[] {
  const { mfa, verified, provider } = filter;
  const conditions = [statusCondition(filter.status)];
  const add = (condition: Prisma.Sql) => conditions.push(condition);
  if (roleIds)
    add(Prisma.sql`EXISTS (SELECT 1 FROM user_role ur WHERE ur.user_id = u.id AND (ur.expires_at IS NULL OR ur.expires_at > now())
      AND ur.role_id = ANY(${[...roleIds]}::uuid[]))`);
  if (filter.organization_id)
    add(Prisma.sql`EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.organization_id = ${filter.organization_id}::uuid)`);
  if (filter.pool !== undefined) add(Prisma.sql`u.pool = ${filter.pool}`);
  if (mfa !== undefined)
    add(
      Prisma.sql`${mfa ? Prisma.sql`` : Prisma.sql`NOT`} EXISTS (SELECT 1 FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)`,
    );
  if (verified !== undefined) add(Prisma.sql`u.email_verified_at ${verified ? Prisma.sql`IS NOT NULL` : Prisma.sql`IS NULL`}`);
  if (provider !== undefined) add(providerCondition(provider));
  if (filter.created_after) add(Prisma.sql`u.created_at >= ${filter.created_after}::timestamptz`);
  if (filter.created_before) add(Prisma.sql`u.created_at < ${filter.created_before}::timestamptz`);
  if (filter.last_seen_after) add(Prisma.sql`${lastSignIn} >= ${filter.last_seen_after}::timestamptz`);
  if (filter.last_seen_before) add(Prisma.sql`${lastSignIn} < ${filter.last_seen_before}::timestamptz`);
  return conditions;
}

type ListedRow = ManagedRow & { position: Date };

type Source = { conditions: readonly Prisma.Sql[]; sort: UserSort; after: Position | null; take: number };

/** For each entry of a page so many are looked through for what is typed before the index is asked. */
const lookedThroughEach = 50;

/**
 * What reading all who meet the conditions may cost, by PostgreSQL's own estimate: some 10 ms whatever else there is to
 * do, and some 50 where filling a page on the way through the list is not a hundred times cheaper.
 */
const sortable = { always: 4_000, atMost: 15_000, times: 100 };

/** All entries after `after`, in no order. */
function everyEntry({ conditions, sort, after }: Source): Prisma.Sql {
  const { column, beyond } = orders[sort];
  const all = after
    ? [...conditions, Prisma.sql`(${column}, u.id) ${beyond} (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`]
    : conditions;
  return Prisma.sql`SELECT u.id, ${column} AS position FROM "user" u WHERE ${Prisma.join([...all], ' AND ')}`;
}

/** The next entries after `after`, as ids in their order. */
function nextEntries(source: Source, take: number): Prisma.Sql {
  const { column, direction } = orders[source.sort];
  return Prisma.sql`${everyEntry(source)} ORDER BY ${column} ${direction}, u.id ${direction} LIMIT ${take}::int`;
}

/** The same entries, found by reading all there are. */
function nextOfAll(source: Source, take: number): Prisma.Sql {
  const { direction } = orders[source.sort];
  return Prisma.sql`SELECT * FROM (${everyEntry(source)} OFFSET 0) u ORDER BY u.position ${direction}, u.id ${direction} LIMIT ${take}::int`;
}

/** What PostgreSQL expects a statement to cost, planned for its own values. */
async function costOf(statement: Prisma.Sql): Promise<number> {
  type Explained = { 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] };
  const [row] = await runPlannedStatement<Explained>(Prisma.sql`EXPLAIN (FORMAT JSON) ${statement}`);
  return row?.['QUERY PLAN'][0].Plan['Total Cost'] ?? Number.POSITIVE_INFINITY;
}

/**
 * The next entries, in the way that suits. Left alone, PostgreSQL goes through the list until there are enough, and where
 * it passes a million before that it has no way of knowing: it takes conditions to be independent.
 */
async function planEntries(source: Source, take: number): Promise<Prisma.Sql> {
  const next = nextEntries(source, take);
  if (source.conditions.length === 1) return next;
  const whole = await costOf(everyEntry(source));
  const isSortable = whole <= sortable.always || (whole <= sortable.atMost && whole < sortable.times * (await costOf(next)));
  return isSortable ? nextOfAll(source, take) : next;
}

/** The rows of these entries: the ids of the page first, so that keys and roles are read for these alone. */
function readRows(entries: Prisma.Sql, sort: UserSort): Promise<ListedRow[]> {
  const { direction } = orders[sort];
  return runPlannedStatement<ListedRow>(Prisma.sql`
    WITH page AS MATERIALIZED (${entries})
    SELECT ${managedColumns}, page.position FROM page JOIN "user" u ON u.id = page.id LEFT JOIN vault.data_key k ON k.subject_id = u.id
    ORDER BY page.position ${direction}, u.id ${direction}`);
}

/**
 * Looks through the next entries for what is typed; null unless that fills the page, or those were all there are.
 * PostgreSQL takes trigrams to be independent, so where a tenth of all has the word it expects next to nobody, fetches
 * them all by the index and sorts them. What is that common is met soon on the way through the list.
 */
async function lookThrough(source: Source, isTyped: Prisma.Sql): Promise<ListedRow[] | null> {
  const { sort, take } = source;
  const { column, direction } = orders[sort];
  const lookedThrough = lookedThroughEach * take;
  // What is typed is asked of these entries alone, one by one: all else about them is in the indexes.
  const [found] = await runPlannedStatement<{ passed: number; ids: string[] }>(Prisma.sql`
    WITH entry AS MATERIALIZED (${await planEntries(source, lookedThrough)})
    SELECT (SELECT count(*)::int FROM entry) AS passed, ARRAY(
      SELECT entry.id FROM entry CROSS JOIN LATERAL (SELECT u.search_tokens FROM "user" u WHERE u.id = entry.id OFFSET 0) u
      WHERE ${isTyped} ORDER BY entry.position ${direction}, entry.id ${direction} LIMIT ${take}::int) AS ids`);
  if (!found || (found.ids.length < take && found.passed === lookedThrough)) return null;
  return readRows(Prisma.sql`SELECT u.id, ${column} AS position FROM "user" u WHERE u.id = ANY(${found.ids}::uuid[])`, sort);
}

/** The next entries that meet these conditions and what is searched. */
async function findEntries(source: Source, search: UserSearch | null): Promise<ListedRow[]> {
  const { sort, take } = source;
  if (!search) return readRows(await planEntries(source, take), sort);
  const searched = { ...source, conditions: [...source.conditions, search.condition] };
  // Few at most: an index finds them, whatever PostgreSQL expects of going through the list until there are enough.
  if (!search.byTrigrams) return readRows(nextOfAll(searched, take), sort);
  return (await lookThrough(source, search.condition)) ?? readRows(nextEntries(searched, take), sort);
}

async function count(conditions: readonly Prisma.Sql[]): Promise<number> {
  const [row] = await runPlannedStatement<{ total: number }>(
    Prisma.sql`SELECT count(*)::int AS total FROM "user" u WHERE ${Prisma.join([...conditions], ' AND ')}`,
  );
  return row?.total ?? 0;
}

/** The cursor with which the list goes on behind somebody, by when they were registered. */
export function cursorBehind({ user }: ManagedUser, sort: '-created_at' | 'created_at'): Promise<string> {
  return sealCursor(`users:${sort}`, { at: user.createdAt, id: user.id });
}

/**
 * A page of the users that match, opened for this page alone, by one query. A role and `total` take one more each,
 * filters and a search up to two. What the trigrams found and is not meant is left out after opening, so with a search a
 * page may be shorter than asked although there are more.
 */
export async function listUsers(filter: UsersFilter): Promise<{ users: ManagedUser[]; pagination: Pagination }> {
  const { limit, cursor, total, sort = '-created_at' } = filter;
  const list = `users:${sort}`;
  const [after, search] = await Promise.all([
    cursor === undefined ? null : openCursor(list, cursor),
    filter.search === undefined ? null : readUserSearch(filter.search),
  ]);
  const others = conditionsOf(filter, filter.role === undefined ? null : await findRoleIds(filter.role));
  const take = (search ? limit * candidatesPerEntry : limit) + 1;
  const [rows, counted] = await Promise.all([
    findEntries({ conditions: others, sort, after, take }, search),
    total ? count(search ? [...others, search.condition] : others) : undefined,
  ]);
  const policies = await readPoliciesOf(rows.map(({ pool }) => pool));
  const users: ManagedUser[] = [];
  // The row of the list at which the next page goes on.
  let last: ListedRow | undefined;
  for (const row of rows.slice(0, take - 1)) {
    if (users.length === limit) break;
    last = row;
    const user = toManagedUser(row, policies);
    if (user && (!search || search.matches(user.user))) users.push(user);
  }
  const hasMore = last !== undefined && last !== rows.at(-1);
  const nextCursor = hasMore && last ? await sealCursor(list, { at: last.position, id: last.id }) : null;
  return { users, pagination: { limit, next_cursor: nextCursor, has_more: hasMore, ...(counted !== undefined && { total: counted }) } };
}
