import type { BulkInput } from '#lib/bulk/act-on-users.ts';
import type { PoolInput } from '#lib/pools/change-pool.ts';
import type { GrantInput } from '#lib/roles/assign-role.ts';
import type { RoleInput } from '#lib/roles/change-role.ts';
import type { SettingsPatch } from '#lib/settings/settings.ts';
import type { RoleRequestDecision } from './decide-role-request.ts';

/** What can wait for somebody else: the input of the service that does it. */
export type Act =
  | { kind: 'role_grant'; userId: string; input: GrantInput }
  | { kind: 'role_request'; userId: string; roleId: string; input: RoleRequestDecision }
  | { kind: 'role_change'; roleId: string; input: RoleInput }
  | { kind: 'settings_change'; patch: SettingsPatch }
  | { kind: 'pool_change'; pool: string; input: PoolInput }
  | { kind: 'users_bulk'; input: BulkInput };

/** The role that an act gives or changes, or null. */
export function roleOf(act: Act): string | null {
  if (act.kind === 'role_grant') return act.input.role_id;
  if (act.kind === 'users_bulk') return act.input.role_id ?? null;
  return 'roleId' in act ? act.roleId : null;
}

/** What an act does to many users, or null. */
export function actionOf(act: Act): string | null {
  return act.kind === 'users_bulk' ? act.input.action : null;
}

/** The pool that an act changes, or null. */
export function poolOf(act: Act): string | null {
  return act.kind === 'pool_change' ? act.pool : null;
}

/** Those whom an act names. */
export function usersOf(act: Act): string[] {
  if (act.kind === 'users_bulk') return 'ids' in act.input.targets ? act.input.targets.ids : [];
  return 'userId' in act ? [act.userId] : [];
}

const maxNamed = 20;

/** The first of them, for a list that people read. */
export function namedUsersOf(act: Act): string[] {
  return usersOf(act).slice(0, maxNamed);
}

/** Why, where whoever proposed it was asked. */
export function reasonOf(act: Act): string | null {
  return 'input' in act && 'reason' in act.input ? act.input.reason || null : null;
}
