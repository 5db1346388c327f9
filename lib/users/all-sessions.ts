import { findPeople } from '#lib/accounts/find-people.ts';
import type { Caller } from '#lib/audit/caller.ts';
import type { AnySessionShape } from '#lib/contracts/admin-sessions.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db, runPlannedStatement } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { openCursor, sealCursor } from '#lib/db/page-cursor.ts';
import type { PageOptions } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { findRanks } from '#lib/roles/find-ranks.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { presentSession, type SessionRow } from '#lib/sessions/list-sessions.ts';
import { revokeUserSession } from './user-sessions.ts';

export type SessionsFilter = PageOptions & {
  user_id?: string | undefined;
  kind?: 'browser' | 'api' | undefined;
  method?: string | undefined;
  country?: string | undefined;
  created_after?: string | undefined;
};

const list = 'all-sessions';

/** The conditions that the index session_listed_idx answers without reading a row of the table: a rare one passes many. */
function conditionsOf(filter: SessionsFilter): Prisma.Sql[] {
  const conditions = [Prisma.sql`s.revoked_at IS NULL`, Prisma.sql`s.expires_at > now()`];
  if (filter.user_id) conditions.push(Prisma.sql`s.user_id = ${filter.user_id}::uuid`);
  if (filter.kind) conditions.push(Prisma.sql`s.kind = ${filter.kind}::session_kind`);
  if (filter.method) conditions.push(Prisma.sql`s.method = ${filter.method}::text`);
  if (filter.country) conditions.push(Prisma.sql`s.country = ${filter.country}::char(2)`);
  if (filter.created_after) conditions.push(Prisma.sql`s.created_at >= ${filter.created_after}::timestamptz`);
  return conditions;
}

type ListedRow = SessionRow & { userId: string; isLive: boolean };

function readRows(conditions: readonly Prisma.Sql[], take: number): Promise<ListedRow[]> {
  return runPlannedStatement<ListedRow>(Prisma.sql`
    WITH page AS MATERIALIZED (
      SELECT s.id, s.created_at FROM session s WHERE ${Prisma.join([...conditions], ' AND ')}
      ORDER BY s.created_at DESC, s.id DESC LIMIT ${take}::int)
    SELECT s.id, s.user_id AS "userId", s.kind::text AS kind, s.method, s.amr, s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
      s.expires_at AS "expiresAt", s.client_sealed AS "clientSealed",
      (s.idle_seconds IS NULL OR s.last_seen_at + make_interval(secs => s.idle_seconds) > now())
        AND (s.impersonator_session_id IS NULL OR (p.revoked_at IS NULL AND p.expires_at > now())) AND u.status = 'active' AS "isLive"
    FROM page JOIN session s ON s.id = page.id JOIN "user" u ON u.id = s.user_id LEFT JOIN session p ON p.id = s.impersonator_session_id
    ORDER BY page.created_at DESC, page.id DESC`);
}

async function count(conditions: readonly Prisma.Sql[]): Promise<number> {
  const [row] = await runPlannedStatement<{ total: number }>(
    Prisma.sql`SELECT count(*)::int AS total FROM session s WHERE ${Prisma.join([...conditions], ' AND ')}`,
  );
  return row?.total ?? 0;
}

/** A page of everybody's sessions that have not ended, newest first; names and addresses are opened for this page alone. */
export async function listAllSessions(
  principal: Principal,
  filter: SessionsFilter,
): Promise<{ sessions: AnySessionShape[]; pagination: Pagination }> {
  const { limit, cursor, total } = filter;
  const after = cursor === undefined ? null : await openCursor(list, cursor);
  const conditions = conditionsOf(filter);
  const from = after ? [Prisma.sql`(s.created_at, s.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`] : [];
  const [found, counted] = await Promise.all([readRows([...conditions, ...from], limit + 1), total ? count(conditions) : undefined]);
  const page = found.slice(0, limit);
  const live = page.filter(({ isLive }) => isLive);
  const owners = [...new Set(live.map(({ userId }) => userId))];
  const [people, ranks] = await Promise.all([findPeople(owners), findRanks(db(), owners)]);
  const currentId = principal.type === 'session' ? principal.session.id : null;
  const sessions = live.map((row): AnySessionShape => {
    const owner = people.get(row.userId);
    const { trusted: _, ...session } = presentSession(row, owner?.dataKey ?? null, currentId);
    const about = { userId: row.userId, rank: ranks.get(row.userId) ?? 0 };
    return {
      ...session,
      user: { id: row.userId, label: owner?.label ?? null },
      may_revoke: isAllowed(principal, 'admin.sessions.revoke', about),
    };
  });
  const last = page.at(-1);
  const hasMore = found.length > limit;
  const nextCursor = hasMore && last ? await sealCursor(list, { at: last.createdAt, id: last.id }) : null;
  return {
    sessions,
    pagination: { limit, next_cursor: nextCursor, has_more: hasMore, ...(counted !== undefined && { total: counted }) },
  };
}

/** Ends anybody's session. NOT_FOUND for an unknown or ended one; FORBIDDEN for one's own, and for an equal or higher rank. */
export async function revokeAnySession(principal: Principal, sessionId: string, caller: Caller): Promise<{ revoked: true }> {
  const session = await db().session.findFirst({ where: { id: sessionId, revokedAt: null }, select: { userId: true } });
  if (!session) throw new ServiceError('NOT_FOUND');
  return revokeUserSession({ principal, permission: 'admin.sessions.revoke', userId: session.userId, caller }, sessionId);
}
