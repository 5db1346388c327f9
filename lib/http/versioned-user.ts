import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import { type ManagedUser, presentManagedUser } from '#lib/users/find-managed-user.ts';
import { contentVersion } from './entity-tag.ts';
import { Reply } from './reply.ts';

/** A user with their ETag. Roles and the last sign-in are part of what is seen, so the version is made of all of it. */
export function versionedUser(data: ManagedUserShape): Reply<ManagedUserShape> {
  return new Reply(data, { version: contentVersion(data) });
}

/** Whether a user is as If-Match says; null: however they are. */
export function matching(ifMatch: readonly string[] | null): (user: ManagedUser) => boolean {
  return (user) => ifMatch === null || ifMatch.includes(contentVersion(presentManagedUser(user)));
}
