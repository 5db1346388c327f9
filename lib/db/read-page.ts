import type { Pagination } from '#lib/contracts/paging.ts';
import { openCursor, sealCursor } from './page-cursor.ts';

export type PageOptions = {
  limit: number;
  cursor?: string | undefined;
  /** Count all of them as well. */
  total?: boolean;
};

/** What to hand to Prisma's `findMany`, beside the list's own conditions. */
type PageQuery = {
  where: { OR?: ({ createdAt: { lt: Date } } | { createdAt: Date; id: { lt: string } })[] };
  orderBy: ({ createdAt: 'desc' } | { id: 'desc' })[];
  take: number;
};

type Source<Row> = { find: (page: PageQuery) => PromiseLike<Row[]>; count: () => PromiseLike<number> };

/**
 * A page of a list, newest first; entries that are added meanwhile move nothing. `list` names the list and whose it
 * is: a cursor of another one is VALIDATION_FAILED.
 */
export async function readPage<Row extends { id: string; createdAt: Date }>(
  list: string,
  { limit, cursor, total }: PageOptions,
  { find, count }: Source<Row>,
): Promise<{ rows: Row[]; pagination: Pagination }> {
  const after = cursor === undefined ? null : await openCursor(list, cursor);
  const [found, counted] = await Promise.all([
    find({
      where: after ? { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] } : {},
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      // One more than asked for tells whether there is a next page.
      take: limit + 1,
    }),
    total ? count() : undefined,
  ]);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const hasMore = found.length > limit;
  const nextCursor = hasMore && last ? await sealCursor(list, { at: last.createdAt, id: last.id }) : null;
  return {
    rows,
    pagination: { limit, next_cursor: nextCursor, has_more: hasMore, ...(counted !== undefined && { total: counted }) },
  };
}
