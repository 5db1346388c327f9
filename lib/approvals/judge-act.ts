import { permissionOfAction } from '#lib/bulk/action-permissions.ts';
import { db } from '#lib/db/client.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import type { Resource } from '#lib/roles/decide.ts';
import { findRanks } from '#lib/roles/find-ranks.ts';
import { permissionsOf, type RoleRow } from '#lib/roles/present-role.ts';
import { type Act, roleOf } from './act.ts';
import type { ApproverPermission } from './approver-permissions.ts';

/** What it takes to do something: of whoever proposes it and of whoever approves it. */
export type Demand = { permission: Permission; resource: Resource | null };

const permissions: Record<Exclude<Act['kind'], 'users_bulk'>, ApproverPermission> = {
  role_grant: 'admin.users.roles',
  role_request: 'admin.users.roles',
  role_change: 'admin.roles.write',
  settings_change: 'admin.settings.write',
  pool_change: 'admin.settings.write',
};

export function permissionOfAct(act: Act): Permission {
  return act.kind === 'users_bulk' ? permissionOfAction(act.input.action) : permissions[act.kind];
}

async function rankOf(userId: string): Promise<number> {
  return (await findRanks(db(), [userId])).get(userId) ?? 0;
}

function findRole(act: Act): Promise<RoleRow | null> {
  return db().role.findUnique({ where: { id: roleOf(act) ?? '' }, include: { permissions: true } });
}

/**
 * What an act takes right now. Each of many users is judged when their turn comes, by what its proposer may do; so whoever
 * approves must be able to do it to everybody whom the proposer could reach.
 */
export async function judgeAct(act: Act, proposerId: string): Promise<Demand> {
  const permission = permissionOfAct(act);
  if (act.kind === 'settings_change' || act.kind === 'pool_change') return { permission, resource: null };
  if (act.kind === 'users_bulk') {
    const reach = Math.max(0, (await rankOf(proposerId)) - 1);
    if (act.input.action !== 'add_role') return { permission, resource: { rank: reach } };
    const role = await findRole(act);
    return { permission, resource: { rank: Math.max(reach, role?.rank ?? 0), permissions: role ? permissionsOf(role) : [] } };
  }
  const role = await findRole(act);
  const held = role ? permissionsOf(role) : [];
  if (act.kind === 'role_change') {
    const added = act.input.permissions.filter((name) => !held.includes(name));
    return { permission, resource: { rank: Math.max(role?.rank ?? 0, act.input.rank), permissions: added } };
  }
  const { userId } = act;
  return { permission, resource: { userId, rank: Math.max(role?.rank ?? 0, await rankOf(userId)), permissions: held } };
}
