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

/** Those whom rows of another table, `g`, make members: a handful, or most of all. */
type Group = { table: Prisma.Sql; rows: Prisma.Sql };

const isIn = ({ table, rows }: Group) => Prisma.sql`EXISTS (SELECT 1 FROM ${table} g WHERE g.user_id = u.id AND ${rows})`;

function providerGroup(providerId: string): Group {
  const table = Prisma.sql`account`;
  const issuers = issuersOf(providerId);
  if (!issuers) return { table, rows: Prisma.sql`FALSE` };
  if ('issuer' in issuers) return { table, rows: Prisma.sql`g.provider = ${issuers.issuer}::text` };
  return { table, rows: Prisma.sql`g.provider LIKE ${`${issuers.prefix}%`}::text` };
}

async function groupsOf({ role, organization_id, provider }: UsersFilter): Promise<Group[]> {
  const groups: Group[] = [];
  if (role !== undefined) {
    const rows = Prisma.sql`(g.expires_at IS NULL OR g.expires_at > now()) AND g.role_id = ANY(${await findRoleIds(role)}::uuid[])`;
    groups.push({ table: Prisma.sql`user_role`, rows });
  }
  if (organization_id !== undefined)
    groups.push({ table: Prisma.sql`membership`, rows: Prisma.sql`g.organization_id = ${organization_id}::uuid` });
  if (provider !== undefined) groups.push(providerGroup(provider));
  return groups;
}

/** A group may have so many members that sorting all of them is no work. */
const fewMembers = 4000;

/**
 * The smallest of the groups if it has few members, else null. Asked for, because PostgreSQL takes what several tables
 * know of somebody to be independent, expects to meet the members soon on its way through the list, and passes a million.
 */
async function findFew(groups: readonly Group[]): Promise<Group | null> {
  if (groups.length === 0) return null;
  const sizes = groups.map(
    ({ table, rows }) => Prisma.sql`(SELECT count(*) FROM (SELECT 1 FROM ${table} g WHERE ${rows} LIMIT ${fewMembers}::int) few)`,
  );
  const [row] = await runPlannedStatement<{ sizes: number[] }>(Prisma.sql`SELECT ARRAY[${Prisma.join(sizes)}]::int[] AS sizes`);
  const found = row?.sizes ?? [];
  const least = Math.min(...found);
  return least < fewMembers ? (groups[found.indexOf(least)] ?? null) : null;
}

function conditionsOf(filter: UsersFilter): Prisma.Sql[] {
  const { mfa, verified } = filter;
  const conditions = [statusCondition(filter.status)];
  const add = (condition: Prisma.Sql) => conditions.push(condition);
  if (filter.pool !== undefined) add(Prisma.sql`u.pool = ${filter.pool}`);
  if (mfa !== undefined)
    add(
      Prisma.sql`${mfa ? Prisma.sql`` : Prisma.sql`NOT`} EXISTS (SELECT 1 FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)`,
    );
  if (verified !== undefined) add(Prisma.sql`u.email_verified_at ${verified ? Prisma.sql`IS NOT NULL` : Prisma.sql`IS NULL`}`);
  if (filter.created_after) add(Prisma.sql`u.created_at >= ${filter.created_after}::timestamptz`);
  if (filter.created_before) add(Prisma.sql`u.created_at < ${filter.created_before}::timestamptz`);
  if (filter.last_seen_after) add(Prisma.sql`${lastSignIn} >= ${filter.last_seen_after}::timestamptz`);
  if (filter.last_seen_before) add(Prisma.sql`${lastSignIn} < ${filter.last_seen_before}::timestamptz`);
  return conditions;
}

type ListedRow = ManagedRow & { position: Date };

/** `among`: the entries are looked for there alone. */
type Source = { conditions: readonly Prisma.Sql[]; among: Group | null; sort: UserSort; after: Position | null; take: number };

/** So many entries of the list are looked through for what is typed before the index is asked. */
const lookedThrough = 4000;

/** The entries after `after`, as ids in their order. */
function entriesOf({ conditions, among, sort, after }: Source, take: number, columns = Prisma.sql``): Prisma.Sql {
  const { column, direction, beyond } = orders[sort];
  const all = after
    ? [...conditions, Prisma.sql`(${column}, u.id) ${beyond} (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`]
    : conditions;
  const members = among
    ? Prisma.sql`WITH member AS MATERIALIZED (SELECT DISTINCT g.user_id AS id FROM ${among.table} g WHERE ${among.rows})`
    : Prisma.sql``;
  const users = among ? Prisma.sql`member JOIN "user" u USING (id)` : Prisma.sql`"user" u`;
  return Prisma.sql`${members} SELECT u.id, ${column} AS position${columns} FROM ${users} WHERE ${Prisma.join([...all], ' AND ')}
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
 * A page of the users that match, opened for this page alone, by one query. A search takes up to two more; a role, groups
 * and `total` take one each. What the trigrams found and is not meant is left out after opening, so with a search a page
 * may be shorter than asked although there are more.
 */
export async function listUsers(filter: UsersFilter): Promise<{ users: ManagedUser[]; pagination: Pagination }> {
  const { limit, cursor, total, sort = '-created_at' } = filter;
  const list = `users:${sort}`;
  const [after, search] = await Promise.all([
    cursor === undefined ? null : openCursor(list, cursor),
    filter.search === undefined ? null : readUserSearch(filter.search),
  ]);
  const plain = conditionsOf(filter);
  const groups = await groupsOf(filter);
  const among = await findFew(groups);
  const others = [...plain, ...groups.filter((group) => group !== among).map(isIn)];
  const conditions = search ? [...others, search.condition] : others;
  const take = (search ? limit * candidatesPerEntry : limit) + 1;
  const source = { conditions: others, among, sort, after, take };
  const find = async () => {
    const near = search?.tokens && !among ? await meetOnTheWay(source, search.tokens) : null;
    return near ?? readRows(entriesOf({ ...source, conditions }, take), sort);
  };
  const [rows, counted] = await Promise.all([find(), total ? count(among ? [...conditions, isIn(among)] : conditions) : undefined]);
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
