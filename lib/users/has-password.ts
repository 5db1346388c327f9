import { db } from '#lib/db/client.ts';

/** Whether somebody can sign in with a password. */
export async function hasPassword(userId: string): Promise<boolean> {
  return (await db().user.count({ where: { id: userId, passwordHash: { not: null } } })) > 0;
}
