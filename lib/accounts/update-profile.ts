import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { searchTokens } from '#lib/crypto/blind-index.ts';
import { inTransaction } from '#lib/db/client.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import { ServiceError } from '#lib/errors.ts';
import type { ActorUser, UserActor } from '#lib/sessions/actor.ts';
import { sealPersonalData } from './personal-data.ts';

export type ProfileChange = Partial<Pick<ActorUser, 'name' | 'firstName' | 'lastName' | 'username' | 'locale' | 'timezone'>>;

function changesBetween(user: ActorUser, change: ProfileChange): Record<string, { before: unknown; after: unknown }> {
  const fields = Object.keys(change) as (keyof ProfileChange)[];
  return Object.fromEntries(
    fields.filter((field) => user[field] !== change[field]).map((field) => [field, { before: user[field], after: change[field] }]),
  );
}

/** Changes the given fields of the actor's own profile. CONFLICT when the username is taken. */
export async function updateProfile<A extends UserActor>(actor: A, change: ProfileChange, caller: Caller): Promise<A> {
  const { user, dataKey } = actor;
  const changes = changesBetween(user, change);
  if (Object.keys(changes).length === 0) return actor;
  const next = { ...user, ...change };
  const { name, firstName, lastName } = change;
  const tokens = await searchTokens([next.email, next.name, next.firstName, next.lastName, next.username]);
  try {
    const updatedAt = await inTransaction(async (transaction) => {
      const updated = await transaction.user.update({
        where: { id: user.id },
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
          updatedAt: new Date(),
        },
        select: { updatedAt: true },
      });
      await recordEvent(transaction, {
        action: 'user.updated',
        result: 'success',
        actorId: user.id,
        subjectId: user.id,
        subjectKey: dataKey,
        changes,
        caller,
      });
      return updated.updatedAt;
    });
    return { ...actor, user: { ...next, updatedAt } };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = 'This username is taken.';
    throw new ServiceError('CONFLICT', { message, details: { fields: [{ path: 'username', code: 'taken', message }] } });
  }
}
