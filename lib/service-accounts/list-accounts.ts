import type { Pagination } from '#lib/contracts/paging.ts';
import type { ServiceAccountShape } from '#lib/contracts/service-accounts.ts';
import { db } from '#lib/db/client.ts';
import { openCursor, sealCursor } from '#lib/db/page-cursor.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { presentAccount, withCredentials } from './present-account.ts';

const list = 'service-accounts';

/** A page of all service accounts, newest first. */
export async function listServiceAccounts(
  reader: Principal,
  { limit, cursor, total }: { limit: number; cursor?: string | undefined; total?: boolean },
): Promise<{ accounts: ServiceAccountShape[]; pagination: Pagination }> {
  const after = cursor === undefined ? null : await openCursor(list, cursor);
  const [rows, count] = await Promise.all([
    db().serviceAccount.findMany({
      ...(after && { where: { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] } }),
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      // One more than asked for tells whether there is a next page.
      take: limit + 1,
      include: withCredentials(new Date()),
    }),
    total ? db().serviceAccount.count() : undefined,
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  const nextCursor = hasMore && last ? await sealCursor(list, { at: last.createdAt, id: last.id }) : null;
  return {
    accounts: page.map((row) => presentAccount(row, reader)),
    pagination: { limit, next_cursor: nextCursor, has_more: hasMore, ...(count !== undefined && { total: count }) },
  };
}

/** One service account; null when there is none with this id. */
export async function findServiceAccount(reader: Principal, id: string): Promise<ServiceAccountShape | null> {
  const row = await db().serviceAccount.findUnique({ where: { id }, include: withCredentials(new Date()) });
  return row && presentAccount(row, reader);
}

/** One service account. NOT_FOUND when there is none with this id. */
export async function getServiceAccount(reader: Principal, id: string): Promise<ServiceAccountShape> {
  const account = await findServiceAccount(reader, id);
  if (!account) throw new ServiceError('NOT_FOUND');
  return account;
}
