import type { ApplicationShape } from '#lib/contracts/applications.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { db } from '#lib/db/client.ts';
import { openCursor, sealCursor } from '#lib/db/page-cursor.ts';
import { ServiceError } from '#lib/errors.ts';
import { presentApplication } from './present-application.ts';

const list = 'applications';

export type ApplicationPage = { applications: ApplicationShape[]; pagination: Pagination };

/** A page of all applications, newest first. */
export async function listApplications(options: {
  limit: number;
  cursor?: string | undefined;
  /** Count all of them as well. */
  total?: boolean;
}): Promise<ApplicationPage> {
  const { limit, cursor, total } = options;
  const after = cursor === undefined ? null : await openCursor(list, cursor);
  const [rows, count] = await Promise.all([
    db().application.findMany({
      ...(after && { where: { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] } }),
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      // One more than asked for tells whether there is a next page.
      take: limit + 1,
    }),
    total ? db().application.count() : undefined,
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  const nextCursor = hasMore && last ? await sealCursor(list, { at: last.createdAt, id: last.id }) : null;
  return {
    applications: page.map(presentApplication),
    pagination: { limit, next_cursor: nextCursor, has_more: hasMore, ...(count !== undefined && { total: count }) },
  };
}

/** One application; null when there is none with this id. */
export async function findApplication(id: string): Promise<ApplicationShape | null> {
  const row = await db().application.findUnique({ where: { id } });
  return row && presentApplication(row);
}

/** One application. NOT_FOUND when there is none with this id. */
export async function getApplication(id: string): Promise<ApplicationShape> {
  const application = await findApplication(id);
  if (!application) throw new ServiceError('NOT_FOUND');
  return application;
}
