import type { Pagination } from '#lib/contracts/paging.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { db } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { openCursor, sealCursor } from '#lib/db/page-cursor.ts';
import type { UserActor } from '#lib/sessions/actor.ts';
import { type ActivityKind, activityActions } from './activity-kinds.ts';
import { openPersonalPart, presentEvent } from './present-event.ts';

const days = 90;

export type ActivityFilter = {
  limit: number;
  cursor?: string | undefined;
  kind?: ActivityKind | undefined;
  result?: 'success' | 'failure' | 'denied' | undefined;
  /** Count all of them as well. */
  total?: boolean;
};

/**
 * What happened to the actor's own account in the last 90 days, newest first. Opened with the actor's own key; of
 * somebody else who acted (an administrator) it says no more than that it was somebody else.
 */
export async function listOwnActivity(
  actor: UserActor,
  { limit, cursor, kind, result, total }: ActivityFilter,
): Promise<{ events: AuditEventShape[]; pagination: Pagination }> {
  const { user, dataKey } = actor;
  const list = `activity:${user.id}`;
  const after = cursor === undefined ? null : await openCursor(list, cursor);
  const all: Prisma.AuditEventWhereInput = {
    subjectId: user.id,
    createdAt: { gte: new Date(Date.now() - days * 24 * 60 * 60 * 1000) },
    action: { in: activityActions(kind) },
    ...(result && { result }),
  };
  const older = after && { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] };
  const [rows, count] = await Promise.all([
    db().auditEvent.findMany({
      where: older ? { AND: [all, older] } : all,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      // One more than asked for tells whether there is a next page.
      take: limit + 1,
    }),
    total ? db().auditEvent.count({ where: all }) : undefined,
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  const nextCursor = hasMore && last ? await sealCursor(list, { at: last.createdAt, id: last.id }) : null;
  const label = user.name ?? user.email ?? user.username;
  return {
    events: page.map((row) => {
      const isOwn = row.actorId === user.id;
      // Whether somebody else acted is told, who it was is not.
      const shown = isOwn ? row : { ...row, actorId: null };
      return presentEvent(shown, openPersonalPart(row.id, row.sealed, dataKey), isOwn ? label : null);
    }),
    pagination: { limit, next_cursor: nextCursor, has_more: hasMore, ...(count !== undefined && { total: count }) },
  };
}
