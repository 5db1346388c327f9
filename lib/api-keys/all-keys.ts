import { findPeople } from '#lib/accounts/find-people.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import type { OwnedKeyShape } from '#lib/contracts/service-accounts.ts';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import type { ApiKey } from '#lib/db/generated/client.ts';
import type { PageOptions } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import { revokeAccountKey } from '#lib/service-accounts/account-keys.ts';
import { mayManage } from '#lib/service-accounts/may-manage.ts';
import { type Actor, type Principal, principalId } from '#lib/sessions/actor.ts';
import { endKey } from './end-key.ts';
import { pageOfKeys } from './list-keys.ts';
import { presentKey } from './present-key.ts';

/** Whose keys of these users the reader may revoke: their own, and those of people below their rank. */
async function whoseKeys(reader: Principal, userIds: readonly string[]): Promise<Set<string>> {
  const ranks = await db().$queryRaw<{ userId: string; rank: number }[]>`
    SELECT ur.user_id AS "userId", max(r.rank) AS rank FROM user_role ur JOIN role r ON r.id = ur.role_id
    WHERE ur.user_id = ANY(${[...userIds]}::uuid[]) AND (ur.expires_at IS NULL OR ur.expires_at > now()) GROUP BY ur.user_id`;
  const rankOf = new Map(ranks.map(({ userId, rank }) => [userId, rank]));
  return new Set(userIds.filter((id) => id === principalId(reader) || (rankOf.get(id) ?? 0) < reader.rank));
}

/** Everything about the owners of some keys that a list of them needs, in four queries. */
async function findOwners(reader: Principal, rows: readonly ApiKey[]) {
  const userIds = [...new Set(rows.flatMap(({ userId }) => userId ?? []))];
  const accountIds = [...new Set(rows.flatMap(({ serviceAccountId }) => serviceAccountId ?? []))];
  const [people, revocable, accounts, ownKey] = await Promise.all([
    findPeople(userIds),
    whoseKeys(reader, userIds),
    db().serviceAccount.findMany({ where: { id: { in: accountIds } } }),
    installationKey(),
  ]);
  return { people, revocable, accounts: new Map(accounts.map((account) => [account.id, account])), ownKey };
}

export type AllKeysFilter = PageOptions & { owner?: 'user' | 'service_account' | undefined; owner_id?: string | undefined };

/** A page of everybody's keys, newest first, with whose they are. Keys of somebody who was erased cannot be read and are left out. */
export async function listAllKeys(
  reader: Principal,
  { owner, owner_id: ownerId, ...options }: AllKeysFilter,
): Promise<{ keys: OwnedKeyShape[]; pagination: Pagination }> {
  const where = {
    ...(owner === 'user' && { userId: { not: null } }),
    ...(owner === 'service_account' && { serviceAccountId: { not: null } }),
    ...(ownerId !== undefined && { OR: [{ userId: ownerId }, { serviceAccountId: ownerId }] }),
  };
  const { rows, pagination } = await pageOfKeys('all-api-keys', { AND: [where] }, options);
  const { people, revocable, accounts, ownKey } = await findOwners(reader, rows);
  const keys = rows.flatMap((row): OwnedKeyShape[] => {
    const account = row.serviceAccountId === null ? undefined : accounts.get(row.serviceAccountId);
    if (account) {
      const shown = { type: 'service_account', id: account.id, label: account.name } as const;
      return [{ ...presentKey(row, ownKey), owner: shown, may_revoke: mayManage(reader, account) }];
    }
    const person = row.userId === null ? undefined : people.get(row.userId);
    if (row.userId === null || !person) return [];
    const shown = { type: 'user', id: row.userId, label: person.label } as const;
    return [{ ...presentKey(row, person.dataKey), owner: shown, may_revoke: revocable.has(row.userId) }];
  });
  return { keys, pagination };
}

async function revokeUsersKey(actor: Actor, key: ApiKey, userId: string, caller: Caller): Promise<void> {
  const target = { type: 'api_key', id: key.id };
  if (!(await whoseKeys(actor, [userId])).has(userId)) {
    const about = { actorId: actor.user.id, subjectId: actor.user.id, subjectKey: actor.dataKey, target, caller };
    await recordEvent(db(), { action: 'permission.denied', result: 'denied', reason: 'rank', ...about });
    throw new ServiceError('FORBIDDEN', { message: 'Its owner has an equal or a higher rank.', details: { reason: 'rank' } });
  }
  if (!(await endKey(key, { actorId: actor.user.id }, caller))) throw new ServiceError('NOT_FOUND');
}

/**
 * Revokes anybody's key. NOT_FOUND; FORBIDDEN for that of somebody else of an equal or a higher rank, and of a service
 * account that the actor may not change.
 */
export async function revokeAnyKey(actor: Actor, id: string, caller: Caller): Promise<{ revoked: true }> {
  const key = await db().apiKey.findFirst({ where: { id, revokedAt: null } });
  if (!key) throw new ServiceError('NOT_FOUND');
  if (key.serviceAccountId !== null) return revokeAccountKey(actor, key.serviceAccountId, id, caller);
  if (key.userId !== null) await revokeUsersKey(actor, key, key.userId, caller);
  return { revoked: true };
}
