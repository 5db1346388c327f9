import { findPeople } from '#lib/accounts/find-people.ts';
import type { Caller } from '#lib/audit/caller.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import type { OwnedKeyShape } from '#lib/contracts/service-accounts.ts';
import { findDataKeys, installationKey } from '#lib/crypto/data-keys.ts';
import { db } from '#lib/db/client.ts';
import type { ApiKey } from '#lib/db/generated/client.ts';
import type { PageOptions } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import { revokeOrganizationKey } from '#lib/organizations/organization-keys.ts';
import type { Resource } from '#lib/roles/decide.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';
import { findRanks } from '#lib/roles/find-ranks.ts';
import { requireAllowed } from '#lib/roles/require-allowed.ts';
import { revokeAccountKey } from '#lib/service-accounts/account-keys.ts';
import { mayManage } from '#lib/service-accounts/may-manage.ts';
import type { Actor, Principal } from '#lib/sessions/actor.ts';
import { endKey } from './end-key.ts';
import type { KeyOwner } from './key-owner.ts';
import { pageOfKeys } from './list-keys.ts';
import { presentKey } from './present-key.ts';

const revoking = 'admin.api_keys.write';

/** A user's key as a decision sees it: one's own, or that of somebody of this rank. */
function keyOf(userId: string, ranks: ReadonlyMap<string, number>): Resource {
  return { ownerId: userId, rank: ranks.get(userId) ?? 0 };
}

/** Everything about the owners of some keys that a list of them needs, in six queries. */
async function findOwners(rows: readonly ApiKey[]) {
  const userIds = [...new Set(rows.flatMap(({ userId }) => userId ?? []))];
  const accountIds = [...new Set(rows.flatMap(({ serviceAccountId }) => serviceAccountId ?? []))];
  const organizationIds = [...new Set(rows.flatMap(({ organizationId }) => organizationId ?? []))];
  const [people, ranks, accounts, organizations, organizationKeys, ownKey] = await Promise.all([
    findPeople(userIds),
    findRanks(db(), userIds),
    db().serviceAccount.findMany({ where: { id: { in: accountIds } } }),
    db().organization.findMany({ where: { id: { in: organizationIds } }, select: { id: true, name: true } }),
    findDataKeys(db(), organizationIds),
    installationKey(),
  ]);
  return {
    people,
    ranks,
    accounts: new Map(accounts.map((account) => [account.id, account])),
    organizations: new Map(organizations.map(({ id, name }) => [id, { id, name, dataKey: organizationKeys.get(id) }])),
    ownKey,
  };
}

export type AllKeysFilter = PageOptions & { owner?: KeyOwner['type'] | undefined; owner_id?: string | undefined };

/** A page of everybody's keys, newest first, with whose they are. Keys of somebody who was erased cannot be read and are left out. */
export async function listAllKeys(
  reader: Principal,
  { owner, owner_id: ownerId, ...options }: AllKeysFilter,
): Promise<{ keys: OwnedKeyShape[]; pagination: Pagination }> {
  const where = {
    ...(owner === 'user' && { userId: { not: null } }),
    ...(owner === 'service_account' && { serviceAccountId: { not: null } }),
    ...(owner === 'organization' && { organizationId: { not: null } }),
    ...(ownerId !== undefined && { OR: [{ userId: ownerId }, { serviceAccountId: ownerId }, { organizationId: ownerId }] }),
  };
  const { rows, pagination } = await pageOfKeys('all-api-keys', { AND: [where] }, options);
  const { people, ranks, accounts, organizations, ownKey } = await findOwners(rows);
  const keys = rows.flatMap((row): OwnedKeyShape[] => {
    const account = row.serviceAccountId === null ? undefined : accounts.get(row.serviceAccountId);
    if (account) {
      const shown = { type: 'service_account', id: account.id, label: account.name } as const;
      return [{ ...presentKey(row, ownKey), owner: shown, may_revoke: mayManage(reader, account) }];
    }
    const organization = row.organizationId === null ? undefined : organizations.get(row.organizationId);
    if (organization?.dataKey) {
      const shown = { type: 'organization', id: organization.id, label: organization.name } as const;
      return [{ ...presentKey(row, organization.dataKey), owner: shown, may_revoke: isAllowed(reader, revoking) }];
    }
    const person = row.userId === null ? undefined : people.get(row.userId);
    if (row.userId === null || !person) return [];
    const shown = { type: 'user', id: row.userId, label: person.label } as const;
    return [{ ...presentKey(row, person.dataKey), owner: shown, may_revoke: isAllowed(reader, revoking, keyOf(row.userId, ranks)) }];
  });
  return { keys, pagination };
}

async function revokeUsersKey(actor: Actor, key: ApiKey, userId: string, caller: Caller): Promise<void> {
  const ranks = await findRanks(db(), [userId]);
  await requireAllowed(actor, revoking, keyOf(userId, ranks), { caller, target: { type: 'api_key', id: key.id } });
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
  if (key.organizationId !== null) return revokeOrganizationKey({ principal: actor, organizationId: key.organizationId, caller }, id);
  if (key.userId !== null) await revokeUsersKey(actor, key, key.userId, caller);
  return { revoked: true };
}
