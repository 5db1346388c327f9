import { nextTime } from '#lib/accounts/next-time.ts';
import { sealPersonalData } from '#lib/accounts/personal-data.ts';
import { searchTokensOf } from '#lib/accounts/search-tokens-of.ts';
import { changesBetween } from '#lib/audit/changes.ts';
import type { ManagedUserShape } from '#lib/contracts/managed-users.ts';
import { isUniqueViolation } from '#lib/db/errors.ts';
import type { Prisma } from '#lib/db/generated/client.ts';
import { ServiceError } from '#lib/errors.ts';
import type { ActorUser } from '#lib/sessions/actor.ts';
import type { ManagedUser } from './find-managed-user.ts';
import { taken } from './invite-user.ts';
import { type Acting, type Management, manageUser, refuseDeleted } from './manage-user.ts';

/** What the API calls the fields that administrators change; undefined leaves one as it is. */
export type UserChange = {
  name?: string | null | undefined;
  first_name?: string | null | undefined;
  last_name?: string | null | undefined;
  username?: string | null | undefined;
  locale?: string | undefined;
  timezone?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
};

function valuesOf(user: ActorUser) {
  const { name, firstName, lastName, username, locale, timezone, metadata } = user;
  return { name, first_name: firstName, last_name: lastName, username, locale, timezone, metadata };
}

/**
 * Changes what `input` names. CONFLICT for a username that is taken, and for who is deleted; PRECONDITION_FAILED when
 * the user is not as `expected` any more.
 */
export function changing(input: UserChange, expected: (user: ManagedUser) => boolean = () => true): Acting {
  return async (transaction, target) => {
    if (!expected(target)) throw new ServiceError('PRECONDITION_FAILED');
    refuseDeleted(target);
    const { user, dataKey } = target;
    const before = valuesOf(user);
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    const after: typeof before = { ...before, ...given };
    const changes = changesBetween(before, after);
    if (Object.keys(changes).length === 0) return null;
    const { name, first_name: firstName, last_name: lastName, username, locale, timezone, metadata } = after;
    const data = {
      ...sealPersonalData(dataKey, user.id, { name, firstName, lastName }),
      username,
      usernameIndex: username?.toLowerCase() ?? null,
      locale,
      timezone,
      metadata: metadata as Prisma.InputJsonObject,
      searchTokens: await searchTokensOf({ email: user.email, name, firstName, lastName, username, phone: user.phone }),
      updatedAt: nextTime(user),
    };
    await transaction.user.update({ where: { id: user.id }, data, select: { id: true } }).catch((error: unknown) => {
      throw isUniqueViolation(error) ? taken('username') : error;
    });
    return { action: 'user.updated', changes };
  };
}

/** The same to a user whom the principal may manage. */
export function updateUser(
  management: Management,
  input: UserChange,
  expected?: (user: ManagedUser) => boolean,
): Promise<ManagedUserShape> {
  return manageUser(management, changing(input, expected));
}
