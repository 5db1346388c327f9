import type { Caller } from '#lib/audit/caller.ts';
import { changesBetween } from '#lib/audit/changes.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { inTransaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { ServiceError } from '#lib/errors.ts';
import { refuseImpersonation } from '#lib/roles/refuse-impersonation.ts';
import type { Actor, ActorUser, KeyActor } from '#lib/sessions/actor.ts';
import { nextTime } from './next-time.ts';
import { sealPersonalData } from './personal-data.ts';
import { searchTokensAfter } from './search-tokens-of.ts';

export type ProfileChange = Partial<Pick<ActorUser, 'name' | 'firstName' | 'lastName' | 'username' | 'locale' | 'timezone'>>;

/**
 * Changes the given fields of the actor's own profile. CONFLICT when the username is taken; with `onlyUnchanged`
 * PRECONDITION_FAILED when somebody changed the profile since the actor was read.
 */
export async function updateProfile<A extends Actor | KeyActor>(
  actor: A,
  change: ProfileChange,
  caller: Caller,
  { onlyUnchanged = false }: { onlyUnchanged?: boolean } = {},
): Promise<A> {
  const { user, dataKey } = actor;
  const next = { ...user, ...change };
  const changes = changesBetween(user, next);
  if (Object.keys(changes).length === 0) return actor;
  // A username is a way in, which stays its owner's alone.
  if (changes.username && actor.type === 'session' && actor.impersonator) await refuseImpersonation(actor, caller);
  const { name, firstName, lastName } = change;
  try {
    const updatedAt = nextTime(user);
    await inTransaction(async (transaction) => {
      const { tokens } = await searchTokensAfter(transaction, { id: user.id, dataKey }, change);
      const updated = await transaction.user.updateMany({
        where: { id: user.id, ...(onlyUnchanged && { updatedAt: user.updatedAt }) },
        data: {
          ...sealPersonalData(dataKey, user.id, {
            ...(name !== undefined && { name }),
            ...(firstName !== undefined && { firstName }),
            ...(lastName !== undefined && { lastName }),
          }),
          ...(change.username !== undefined && { username: change.username, usernameIndex: change.username?.toLowerCase() ?? null }),
          ...(change.locale && { locale: change.locale }),
          ...(change.timezone && { timezone: change.timezone }),
          searchTokens: tokens,
          updatedAt,
        },
      });
      if (updated.count === 0) throw new ServiceError('PRECONDITION_FAILED');
      await recordEvent(transaction, {
        action: 'user.updated',
        result: 'success',
        actorId: user.id,
        subjectId: user.id,
        subjectKey: dataKey,
        changes,
        caller,
      });
    });
    return { ...actor, user: { ...next, updatedAt } };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'This username is taken.';
    throw new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'username', code: 'taken', message }] } });
  }
}
