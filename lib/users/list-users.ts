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
import { readUserSearch } from './user-search.ts';

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
  return status === 'deletion_scheduled' ? known : Prisma.sql`${known} AND u.deleted_at IS NULL`;
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

/** So many entries of the list are looked through for what is typed before the index is asked. */
const lookedThrough = 4000;

/** The entries after `after`, as ids in their order. */
function entriesOf({ conditions, sort, after }: Source, take: number, columns = Prisma.sql``): Prisma.Sql {
  const { column, direction, beyond } = orders[sort];
  const all = after
    ? [...conditions, Prisma.sql`(${column}, u.id) ${beyond} (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`]
    : conditions;
  return Prisma.sql`SELECT u.id, ${column} AS position${columns} FROM "user" u WHERE ${Prisma.join([...all], ' AND ')}
    ORDER BY ${column} ${direction}, u.id ${direction} LIMIT ${take}::int`;
}

/** The rows of these entries: the ids of the page first, so that keys and roles are read for these alone. */
function readRows(entries: Prisma.Sql, sort: UserSort): Promise<ListedRow[]> {
  const { direction } = orders[sort];
  return runPlannedStatement<ListedRow>(Prisma.sql`
    WITH page AS MATERIALIZED (${entries})
    SELECT ${managedColumns}, page.position FROM page JOIN "user" u ON u.id = page.id LEFT JOIN vault.data_key k ON k.subject_id = u.id
    ORDER BY page.position ${direction}, u.id ${direction}`);
}

/** Whether the entries after `after` are no more than those that are looked through. */
async function hasFew(source: Source): Promise<boolean> {
  const [row] = await runPlannedStatement<{ found: number }>(
    Prisma.sql`SELECT count(*)::int AS found FROM (${entriesOf(source, lookedThrough)}) near`,
  );
  return row !== undefined && row.found < lookedThrough;
}

/**
 * Looks through the next entries for what is typed; null unless that fills the page, or those were all there are. PostgreSQL takes trigrams to be
 * independent, so where a tenth of all has the word it expects next to nobody, fetches them all by the index and sorts
 * them. What is that common is met soon on the way through the list.
 */
async function meetOnTheWay(source: Source, tokens: readonly number[]): Promise<ListedRow[] | null> {
  const { direction } = orders[source.sort];
  const near = entriesOf(source, lookedThrough, Prisma.sql`, u.search_tokens`);
  const rows = await readRows(
    Prisma.sql`SELECT near.id, near.position FROM (${near}) near WHERE near.search_tokens @> ${[...tokens]}::int[]
      ORDER BY near.position ${direction}, near.id ${direction} LIMIT ${source.take}::int`,
    source.sort,
  );
  if (rows.length === source.take) return rows;
  // Other filters may leave so few that all of them were looked through.
  return source.conditions.length > 1 && (await hasFew(source)) ? rows : null;
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
 * A page of the users that match, opened for this page alone, by one query. A search takes up to two more, a role and
 * `total` one each. What the trigrams found
 * and is not meant is left out after opening, so with a search a page may be shorter than asked although there are more.
 */
export async function listUsers(filter: UsersFilter): Promise<{ users: ManagedUser[]; pagination: Pagination }> {
  const { limit, cursor, total, sort = '-created_at' } = filter;
  const list = `users:${sort}`;
  const [after, search] = await Promise.all([
    cursor === undefined ? null : openCursor(list, cursor),
    filter.search === undefined ? null : readUserSearch(filter.search),
  ]);
  const others = conditionsOf(filter, filter.role === undefined ? null : await findRoleIds(filter.role));
  const conditions = search ? [...others, search.condition] : others;
  const take = (search ? limit * candidatesPerEntry : limit) + 1;
  const find = async () =>
    (search?.tokens && (await meetOnTheWay({ conditions: others, sort, after, take }, search.tokens))) ??
    readRows(entriesOf({ conditions, sort, after, take }, take), sort);
  const [rows, counted] = await Promise.all([find(), total ? count(conditions) : undefined]);
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
