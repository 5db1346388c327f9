import { readNamed } from '#app/read-named.ts';
import { getUser } from '#lib/contracts/managed-users.ts';
import { findManagedUser, type ManagedUser } from '#lib/users/find-managed-user.ts';

/** The user that the address names; the 404 page where there is none. */
export function readUser(params: Promise<{ user_id: string }>): Promise<ManagedUser> {
  return readNamed(getUser, params, ({ user_id }) => findManagedUser(user_id));
}
