import { db } from '#lib/db/client.ts';
import { unexpired } from '#lib/db/unexpired.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { permissionsOf } from '#lib/roles/present-role.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import type { ManagedUser } from './find-managed-user.ts';

const listed = 200;

export type GrantableRole = { id: string; name: string; display_name: string };

/** The roles that the principal could give somebody right now, the lowest first, for a page to offer. */
export async function listGrantableRoles(principal: Principal, { user, rank }: ManagedUser): Promise<GrantableRole[]> {
  const rows = await db().role.findMany({
    where: { holders: { none: { userId: user.id, organizationId: null, ...unexpired(new Date()) } } },
    include: { permissions: { select: { permissionName: true } } },
    // The least first: it is what the page offers before anything is chosen.
    orderBy: [{ rank: 'asc' }, { name: 'asc' }],
    take: listed,
  });
  return rows
    .filter((role) => {
      const resource = { userId: user.id, rank: Math.max(rank, role.rank), permissions: permissionsOf(role) };
      return isAllowed(principal, 'admin.users.roles', resource);
    })
    .map(({ id, name, displayName }) => ({ id, name, display_name: displayName }));
}

/** Whether the principal could take a role of this rank from somebody. */
export function mayTakeRole(principal: Principal, { user, rank }: ManagedUser, role: { rank: number }): boolean {
  return isAllowed(principal, 'admin.users.roles', { ownerId: user.id, rank: Math.max(rank, role.rank) });
}
