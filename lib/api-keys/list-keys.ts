import type { Pagination } from '#lib/contracts/paging.ts';
import { db } from '#lib/db/client.ts';
import type { ApiKey, Prisma } from '#lib/db/generated/client.ts';
import { openCursor, sealCursor } from '#lib/db/page-cursor.ts';
import { ServiceError } from '#lib/errors.ts';
import { type KeyOwner, ownerColumns } from './key-owner.ts';
import { presentKey } from './present-key.ts';

export type PageOptions = {
  limit: number;
  cursor?: string | undefined;
  /** Count all of them as well. */
  total?: boolean;
};

/** A page of the keys that were not revoked, newest first. `list` names the list and whose it is, for its cursors. */
export async function pageOfKeys(
  list: string,
  where: Prisma.ApiKeyWhereInput,
  { limit, cursor, total }: PageOptions,
): Promise<{ rows: ApiKey[]; pagination: Pagination }> {
  const all: Prisma.ApiKeyWhereInput = { ...where, revokedAt: null };
  const after = cursor === undefined ? null : await openCursor(list, cursor);
  const older = after && { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] };
  const [rows, count] = await Promise.all([
    db().apiKey.findMany({
      where: older ? { AND: [all, older] } : all,
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      // One more than asked for tells whether there is a next page.
      take: limit + 1,
    }),
    total ? db().apiKey.count({ where: all }) : undefined,
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  const nextCursor = hasMore && last ? await sealCursor(list, { at: last.createdAt, id: last.id }) : null;
  return {
    rows: page,
    pagination: { limit, next_cursor: nextCursor, has_more: hasMore, ...(count !== undefined && { total: count }) },
  };
}

/** A page of one owner's keys. */
export async function listKeysOf(owner: KeyOwner, options: PageOptions) {
  const { rows, pagination } = await pageOfKeys(`api-keys:${owner.id}`, ownerColumns(owner), options);
  return { keys: rows.map((row) => presentKey(row, owner.dataKey)), pagination };
}

/** One of an owner's keys. NOT_FOUND for an unknown, a revoked or a foreign one. */
export async function getKeyOf(owner: KeyOwner, id: string) {
  const row = await db().apiKey.findFirst({ where: { id, ...ownerColumns(owner), revokedAt: null } });
  if (!row) throw new ServiceError('NOT_FOUND');
  return presentKey(row, owner.dataKey);
}
