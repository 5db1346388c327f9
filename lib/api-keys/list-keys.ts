import { db } from '#lib/db/client.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import { type KeyOwner, ownerColumns } from './key-owner.ts';
import { presentKey } from './present-key.ts';

/** A page of the keys that were not revoked, newest first. `list` names the list and whose it is, for its cursors. */
export function pageOfKeys(list: string, where: Prisma.ApiKeyWhereInput, options: PageOptions) {
  const all: Prisma.ApiKeyWhereInput = { ...where, revokedAt: null };
  return readPage(list, options, {
    find: (page) => db().apiKey.findMany({ ...page, where: { AND: [all, page.where] } }),
    count: () => db().apiKey.count({ where: all }),
  });
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
