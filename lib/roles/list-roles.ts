import type { Pagination } from '#lib/contracts/paging.ts';
import type { RoleShape } from '#lib/contracts/roles.ts';
import { db } from '#lib/db/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { presentRoles } from './present-role.ts';

const withPermissions = { permissions: { select: { permissionName: true } } } as const;

/** A page of all roles, newest first. */
export async function listRoles(reader: Principal, options: PageOptions): Promise<{ roles: RoleShape[]; pagination: Pagination }> {
  const { rows, pagination } = await readPage('roles', options, {
    find: (page) => db().role.findMany({ ...page, include: withPermissions }),
    count: () => db().role.count(),
  });
  return { roles: await presentRoles(rows, reader), pagination };
}

/** One role; null when there is none with this id. */
export async function findRole(reader: Principal, id: string): Promise<RoleShape | null> {
  const row = await db().role.findUnique({ where: { id }, include: withPermissions });
  const [role] = row ? await presentRoles([row], reader) : [];
  return role ?? null;
}

/** One role. NOT_FOUND when there is none with this id. */
export async function getRole(reader: Principal, id: string): Promise<RoleShape> {
  const role = await findRole(reader, id);
  if (!role) throw new ServiceError('NOT_FOUND');
  return role;
}

/** What all roles are called, the highest rank first. */
export function listRoleNames(): Promise<{ name: string; displayName: string }[]> {
  return db().role.findMany({ orderBy: [{ rank: 'desc' }, { name: 'asc' }], select: { name: true, displayName: true } });
}
