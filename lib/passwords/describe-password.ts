import { db } from '#lib/db/client.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** Whether the actor has a password, and since when it is this one; null where it was never changed. */
export async function describeOwnPassword(actor: Actor): Promise<{ isSet: boolean; changedAt: Date | null }> {
  const row = await db().user.findUnique({ where: { id: actor.user.id }, select: { passwordHash: true, passwordChangedAt: true } });
  return { isSet: row?.passwordHash != null, changedAt: row?.passwordChangedAt ?? null };
}
