import { redirect } from 'next/navigation';
import { readNamed } from '#app/read-named.ts';
import { getRole, type RoleShape } from '#lib/contracts/roles.ts';
import { findRole } from '#lib/roles/list-roles.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The role that the address names; the 404 page where there is none. */
export function readRole(actor: Actor, params: Promise<{ role_id: string }>): Promise<RoleShape> {
  return readNamed(getRole, params, ({ role_id }) => findRole(actor, role_id));
}

/** The same for the pages that change something: whoever may not is sent to what they may see. */
export async function readChangeableRole(actor: Actor, params: Promise<{ role_id: string }>): Promise<RoleShape> {
  const role = await readRole(actor, params);
  if (!role.may_change) redirect(`/admin/roles/${role.id}`);
  return role;
}
