import { db } from '#lib/db/client.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { permissionsOf } from '#lib/roles/present-role.ts';
import type { Principal } from '#lib/sessions/actor.ts';

const listed = 200;

export type BulkRole = { id: string; name: string; displayName: string };

/** The roles that the principal could give to, or take from, somebody without rank, the lowest first, for a page to offer. */
export async function listBulkRoles(principal: Principal, action: 'add_role' | 'remove_role'): Promise<BulkRole[]> {
  const rows = await db().role.findMany({
    include: { permissions: { select: { permissionName: true } } },
    orderBy: [{ rank: 'asc' }, { name: 'asc' }],
    take: listed,
  });
  return rows
    .filter((role) => {
      const handedOut = action === 'add_role' ? { permissions: permissionsOf(role) } : {};
      return isAllowed(principal, 'admin.users.roles', { rank: role.rank, ...handedOut });
    })
    .map(({ id, name, displayName }) => ({ id, name, displayName }));
}
