import { notFound } from 'next/navigation';
import { getUser } from '#lib/contracts/managed-users.ts';
import { findManagedUser, type ManagedUser } from '#lib/users/find-managed-user.ts';

/** The user that the address names; the 404 page where there is none. */
export async function readUser(params: Promise<{ user_id: string }>): Promise<ManagedUser> {
  const parsed = getUser.params.safeParse(await params);
  return (parsed.success && (await findManagedUser(parsed.data.user_id))) || notFound();
}
