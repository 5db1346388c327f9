import type { RoleShape } from '#lib/contracts/roles.ts';
import { db, runStatement } from '#lib/db/client.ts';
import { Prisma, type Role } from '#lib/db/generated/client.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { isAllowed } from './decide-for.ts';
import { isLiveGrant } from './find-ranks.ts';

export type RoleRow = Role & { permissions: { permissionName: string }[] };

/** What a role gives, sorted. */
export function permissionsOf({ permissions }: Pick<RoleRow, 'permissions'>): string[] {
  return permissions.map(({ permissionName }) => permissionName).sort();
}

/** How many people hold each of these roles right now. */
async function countMembers(roleIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await runStatement<{ roleId: string; members: number }>(
    db(),
    Prisma.sql`
      SELECT ur.role_id AS "roleId", count(*)::int AS members FROM user_role ur
      WHERE ur.role_id = ANY(${[...roleIds]}::uuid[]) AND ${isLiveGrant} GROUP BY ur.role_id`,
  );
  return new Map(rows.map(({ roleId, members }) => [roleId, members]));
}

/** Roles as administrators see them, in the order they came. */
export async function presentRoles(rows: readonly RoleRow[], reader: Principal): Promise<RoleShape[]> {
  const members = await countMembers(rows.map(({ id }) => id));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    display_name: row.displayName,
    description: row.description,
    rank: row.rank,
    system: row.system,
    organization_id: null,
    permissions: permissionsOf(row),
    members: members.get(row.id) ?? 0,
    may_change: isAllowed(reader, 'admin.roles.write', { rank: row.rank, isFixed: row.system }),
    version: row.version,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }));
}
