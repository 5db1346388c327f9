import { installationSubject, unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { hashSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { keyRights } from '#lib/organizations/key-rights.ts';
import { type PoliciesOf, readPoliciesOf } from '#lib/pools/read-pools.ts';
import type { DecisionActor } from '#lib/roles/decide.ts';
import { closedOf } from '#lib/roles/find-subject.ts';
import { serviceRights } from '#lib/service-accounts/find-service-actor.ts';
import type { CallingKey, KeyActor, OrganizationActor, ServiceActor } from '#lib/sessions/actor.ts';
import { noteUse } from '#lib/sessions/note-use.ts';
import { standingOf, toUserActor, type UserRow, userColumns } from '#lib/sessions/user-row.ts';
import { readSettings } from '#lib/settings/read-settings.ts';
import { isAllowedAddress } from './allowed-addresses.ts';
import { openKeyDetails } from './key-details.ts';

type KeyRow = {
  keyId: string;
  scopes: string[];
  detailsSealed: Uint8Array;
  rateLimitMax: number | null;
  rateLimitSeconds: number | null;
  keyExpiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  userId: string | null;
  organizationId: string | null;
  organizationName: string | null;
  organizationStatus: 'active' | 'suspended' | null;
  serviceAccountId: string | null;
  serviceAccountName: string | null;
  serviceAccountPermissions: string[] | null;
  serviceAccountRank: number | null;
  disabledAt: Date | null;
} & UserRow;

/** Why a key does not count. All but `unknown` are about a key that exists. */
export type KeyFailure = 'unknown' | 'revoked' | 'expired' | 'suspended' | 'address' | 'maker';

/** A key that exists and was refused, for the trail. */
export type RefusedKey = { keyId: string; userId: string | null; organizationId: string | null; reason: Exclude<KeyFailure, 'unknown'> };

export type KeyLookup =
  | { ok: true; principal: KeyActor | ServiceActor | OrganizationActor }
  | { ok: false; reason: 'unknown' }
  | { ok: false; reason: RefusedKey['reason']; refused: RefusedKey };

/**
 * Key, owner, the owner's rights and data key in one round trip: what each request with a key costs. `u` is whose rights
 * count: the user, or whoever made an organization's key.
 */
function selectKey(hash: Uint8Array): Prisma.Sql {
  return Prisma.sql`
    SELECT a.id AS "keyId", a.scopes, a.details_sealed AS "detailsSealed", a.rate_limit_max AS "rateLimitMax",
      a.rate_limit_seconds AS "rateLimitSeconds", a.expires_at AS "keyExpiresAt", a.last_used_at AS "lastUsedAt", a.revoked_at AS "revokedAt",
      a.user_id AS "userId", o.id AS "organizationId", o.name AS "organizationName", o.status::text AS "organizationStatus", sa.id AS "serviceAccountId", sa.name AS "serviceAccountName", sa.permissions AS "serviceAccountPermissions",
      sa.rank AS "serviceAccountRank", sa.disabled_at AS "disabledAt",
      ${userColumns}
    FROM api_key a
    LEFT JOIN organization o ON o.id = a.organization_id
    LEFT JOIN "user" u ON u.id = CASE WHEN a.organization_id IS NULL THEN a.user_id ELSE a.created_by_id END
    LEFT JOIN service_account sa ON sa.id = a.service_account_id
    LEFT JOIN vault.data_key k ON k.subject_id = coalesce(a.user_id, a.organization_id, ${installationSubject}::uuid)
    WHERE a.key_hash = ${hash}`;
}

function isOwnerActive(row: KeyRow): boolean {
  if (row.organizationId !== null) return row.organizationStatus === 'active';
  return row.serviceAccountId === null ? row.status === 'active' : row.disabledAt === null;
}

function ownersKey(row: KeyRow): Buffer | null {
  const { wrappedKey, encryptionKeyId } = row;
  if (!wrappedKey || !encryptionKeyId) return null;
  return unwrapDataKey(row.userId ?? row.organizationId ?? installationSubject, { wrappedKey, encryptionKeyId });
}

function callingKey({ keyId, scopes, rateLimitMax, rateLimitSeconds }: KeyRow): CallingKey {
  const limit = rateLimitMax === null || rateLimitSeconds === null ? null : { max: rateLimitMax, windowSeconds: rateLimitSeconds };
  return { id: keyId, scopes, limit };
}

/** Whoever made an organization's key, as they may act there themselves at this moment; undefined where there is nobody any more. */
function makerOf(row: KeyRow, policies: PoliciesOf): DecisionActor | undefined {
  if (!row.id) return undefined;
  const { grants, scopes, factorRequirement } = standingOf(row, policies);
  return { id: row.id, grants, scopes, closed: closedOf(row.status, factorRequirement.status === 'overdue') };
}

/** Who a key acts as. Null for an organization's that opens nothing any more, because its maker may do nothing of it. */
function principalOf(row: KeyRow, dataKey: Buffer, policies: PoliciesOf): KeyActor | ServiceActor | OrganizationActor | null {
  const { scopes, organizationId, serviceAccountId } = row;
  const key = callingKey(row);
  if (organizationId !== null) {
    const rights = keyRights(makerOf(row, policies), organizationId, scopes, new Date());
    return rights && { type: 'organization', organization: { id: organizationId, name: row.organizationName ?? '' }, ...rights, key };
  }
  if (serviceAccountId !== null) {
    const rights = serviceRights({ permissions: row.serviceAccountPermissions ?? [], rank: row.serviceAccountRank ?? 0 }, scopes);
    return { type: 'service_account', serviceAccount: { id: serviceAccountId, name: row.serviceAccountName ?? '' }, ...rights, key };
  }
  const owner = toUserActor(row, dataKey, policies);
  const permissions = owner.permissions.filter((permission) => scopes.includes(permission));
  return { ...owner, type: 'api_key', permissions, scopes, key };
}

/**
 * Who an API key acts as, right now, and with which rights: never more than its scopes, nor than what its owner holds
 * at this moment. A key with a wrong checksum costs no query.
 */
export async function findKeyPrincipal(secret: string, address: string | null): Promise<KeyLookup> {
  const hash = hashSecret('api_key', secret);
  if (!hash) return { ok: false, reason: 'unknown' };
  // The settings are at hand but for once a second, so this is one round trip.
  const [[row]] = await Promise.all([db().$queryRaw<KeyRow[]>(selectKey(hash)), readSettings()]);
  if (!row) return { ok: false, reason: 'unknown' };
  const { keyId, userId } = row;
  const refuse = (reason: RefusedKey['reason']): KeyLookup => ({
    ok: false,
    reason,
    refused: { keyId, userId, organizationId: row.organizationId, reason },
  });
  const now = Date.now();
  const dataKey = ownersKey(row);
  if (row.revokedAt) return refuse('revoked');
  if (row.keyExpiresAt && row.keyExpiresAt.getTime() <= now) return refuse('expired');
  if (!isOwnerActive(row) || !dataKey) return refuse('suspended');
  if (!isAllowedAddress(openKeyDetails(dataKey, keyId, row.detailsSealed).allowedIps, address)) return refuse('address');
  const principal = principalOf(row, dataKey, await readPoliciesOf(row.id ? [row.pool] : []));
  if (!principal) return refuse('maker');
  noteUse({ id: keyId, lastUsedAt: row.lastUsedAt }, (lastUsedAt) =>
    // Only over what was read: of a burst that read the same, one writes.
    db().apiKey.updateMany({ where: { id: keyId, lastUsedAt: row.lastUsedAt }, data: { lastUsedAt } }),
  );
  return { ok: true, principal };
}
