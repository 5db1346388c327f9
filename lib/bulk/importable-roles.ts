import { db } from '#lib/db/client.ts';
import { asksForApproval } from '#lib/roles/assign-role.ts';
import { decideFor } from '#lib/roles/decide-for.ts';
import { permissionsOf } from '#lib/roles/present-role.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import type { Mistake } from './read-row.ts';

export type ImportableRoles = {
  /** The roles that can be given, by name, as they were judged. */
  roles: Map<string, { id: string; version: number }>;
  /** Why the others cannot, by name. */
  mistakes: Map<string, Mistake>;
};

/** Which of these roles somebody may give to a new user: the decision of giving one to a single user. */
export async function findImportableRoles(owner: Actor, names: ReadonlySet<string>): Promise<ImportableRoles> {
  const rows = await db().role.findMany({ where: { name: { in: [...names] } }, include: { permissions: true } });
  const found = new Map(rows.map((role) => [role.name, role]));
  const known: ImportableRoles = { roles: new Map(), mistakes: new Map() };
  for (const name of names) {
    const role = found.get(name);
    if (!role) {
      known.mistakes.set(name, { field: 'roles', code: 'unknown_role', message: 'There is no role with this name.' });
      continue;
    }
    // Everybody who is let in is a user: whoever may import may say so.
    const isAllowed =
      name === 'user' || decideFor(owner, 'admin.users.roles', { rank: role.rank, permissions: permissionsOf(role) }).allowed;
    if (isAllowed && (await asksForApproval(role))) {
      const message = 'Another administrator has to approve this role. Give it once they are imported.';
      known.mistakes.set(name, { field: 'roles', code: 'approval_required', message });
    } else if (isAllowed) known.roles.set(name, { id: role.id, version: role.version });
    else known.mistakes.set(name, { field: 'roles', code: 'not_grantable', message: 'You could not give somebody this role.' });
  }
  return known;
}
