import type { z } from 'zod';
import type { auditFilter } from '#lib/contracts/audit.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { db } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { fieldError } from '#lib/errors.ts';
import { auditActions } from './activity-kinds.ts';
import { presentEvents } from './list-events.ts';

export type AuditFilter = z.output<z.ZodObject<typeof auditFilter>>;

/** `session.*` as the actions it stands for: a list of values is looked up in the index, a pattern is not. */
function actionsOf(action: string): string | { in: string[] } {
  if (!action.endsWith('.*')) return action;
  return { in: auditActions.filter((known) => known.startsWith(action.slice(0, -1))) };
}

function conditionOf(filter: AuditFilter): Prisma.AuditEventWhereInput {
  const { action, result, reason, actor_id, subject_id, organization_id, created_after, created_before } = filter;
  return {
    ...(action && { action: actionsOf(action) }),
    ...(result && { result }),
    ...(reason && { reason }),
    ...(actor_id && { actorId: actor_id }),
    ...(subject_id && { subjectId: subject_id }),
    ...(organization_id && { organizationId: organization_id }),
    ...((created_after || created_before) && {
      createdAt: { ...(created_after && { gte: new Date(created_after) }), ...(created_before && { lt: new Date(created_before) }) },
    }),
  };
}

/** The events of the trail that a filter names, newest first, for those who may read it. */
export async function searchEvents(
  filter: AuditFilter,
  options: PageOptions,
): Promise<{ events: AuditEventShape[]; pagination: Pagination }> {
  // Without the action there is no index that leads to it, and the trail is long.
  if (filter.reason && !filter.action) throw fieldError('reason', 'needs_action', 'Say for which action.');
  const condition = conditionOf(filter);
  const { rows, pagination } = await readPage('audit-events', options, {
    find: (page) => db().auditEvent.findMany({ ...page, where: { AND: [condition, page.where] } }),
    count: () => db().auditEvent.count({ where: condition }),
  });
  return { events: await presentEvents(rows), pagination };
}
