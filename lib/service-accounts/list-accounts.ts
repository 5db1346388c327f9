import type { Pagination } from '#lib/contracts/paging.ts';
import type { ServiceAccountShape } from '#lib/contracts/service-accounts.ts';
import { db } from '#lib/db/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { presentAccount, withCredentials } from './present-account.ts';

/** A page of all service accounts, newest first. */
export async function listServiceAccounts(
  reader: Principal,
  options: PageOptions,
): Promise<{ accounts: ServiceAccountShape[]; pagination: Pagination }> {
  const { rows, pagination } = await readPage('service-accounts', options, {
    find: (page) => db().serviceAccount.findMany({ ...page, include: withCredentials(new Date()) }),
    count: () => db().serviceAccount.count(),
  });
  return { accounts: rows.map((row) => presentAccount(row, reader)), pagination };
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
