import type { Pagination } from '#lib/contracts/paging.ts';
import type { AuditEventShape } from '#lib/contracts/shapes.ts';
import { db } from '#lib/db/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { presentEvents } from './list-events.ts';

/** What happened to somebody's account, newest first, for those who may read the trail. */
export async function listUserEvents(userId: string, options: PageOptions): Promise<{ events: AuditEventShape[]; pagination: Pagination }> {
  const { rows, pagination } = await readPage(`user-events:${userId}`, options, {
    find: (page) => db().auditEvent.findMany({ ...page, where: { AND: [{ subjectId: userId }, page.where] } }),
    count: () => db().auditEvent.count({ where: { subjectId: userId } }),
  });
  return { events: await presentEvents(rows), pagination };
}
