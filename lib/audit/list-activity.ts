import type { Pagination } from '#lib/contracts/paging.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { db } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import type { UserActor } from '#lib/sessions/actor.ts';
import { type ActivityKind, activityActions } from './activity-kinds.ts';
import { openPersonalPart, presentEvent } from './present-event.ts';

const days = 90;

export type ActivityFilter = PageOptions & {
  kind?: ActivityKind | undefined;
  result?: 'success' | 'failure' | 'denied' | undefined;
};

/**
 * What happened to the actor's own account in the last 90 days, newest first. Opened with the actor's own key; of
 * somebody else who acted (an administrator) it says no more than that it was somebody else.
 */
export async function listOwnActivity(
  actor: UserActor,
  { kind, result, ...options }: ActivityFilter,
): Promise<{ events: AuditEventShape[]; pagination: Pagination }> {
  const { user, dataKey } = actor;
  const all: Prisma.AuditEventWhereInput = {
    subjectId: user.id,
    createdAt: { gte: new Date(Date.now() - days * 24 * 60 * 60 * 1000) },
    action: { in: activityActions(kind) },
    ...(result && { result }),
  };
  const { rows, pagination } = await readPage(`activity:${user.id}`, options, {
    find: (page) => db().auditEvent.findMany({ ...page, where: { AND: [all, page.where] } }),
    count: () => db().auditEvent.count({ where: all }),
  });
  const label = user.name ?? user.email ?? user.username;
  return {
    events: rows.map((row) => {
      const isOwn = row.actorId === user.id;
      // Whether somebody else acted is told, who it was is not.
      const shown = isOwn ? row : { ...row, actorId: null };
      return presentEvent(shown, openPersonalPart(row.id, row.sealed, dataKey), isOwn ? label : null);
    }),
    pagination,
  };
}
