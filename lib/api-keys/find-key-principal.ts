import { installationSubject, unwrapDataKey } from '#lib/crypto/data-keys.ts';
import { hashSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { serviceRights } from '#lib/service-accounts/find-service-actor.ts';
import type { CallingKey, KeyActor, ServiceActor } from '#lib/sessions/actor.ts';
import { noteUse } from '#lib/sessions/note-use.ts';
import { toUserActor, type UserRow, userColumns } from '#lib/sessions/user-row.ts';
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
  serviceAccountId: string | null;
  serviceAccountName: string | null;
  serviceAccountPermissions: string[] | null;
  serviceAccountRank: number | null;
  disabledAt: Date | null;
} & UserRow;

/** Why a key does not count. All but `unknown` are about a key that exists. */
export type KeyFailure = 'unknown' | 'revoked' | 'expired' | 'suspended' | 'address';

/** A key that exists and was refused, for the trail. */
export type RefusedKey = { keyId: string; userId: string | null; reason: Exclude<KeyFailure, 'unknown'> };

export type KeyLookup =
  | { ok: true; principal: KeyActor | ServiceActor }
  | { ok: false; reason: 'unknown' }
  | { ok: false; reason: RefusedKey['reason']; refused: RefusedKey };

/** Key, owner, the owner's rights and data key in one round trip: what each request with a key costs. */
function selectKey(hash: Uint8Array): Prisma.Sql {
  return Prisma.sql`
    SELECT a.id AS "keyId", a.scopes, a.details_sealed AS "detailsSealed", a.rate_limit_max AS "rateLimitMax",
      a.rate_limit_seconds AS "rateLimitSeconds", a.expires_at AS "keyExpiresAt", a.last_used_at AS "lastUsedAt", a.revoked_at AS "revokedAt",
      a.user_id AS "userId", sa.id AS "serviceAccountId", sa.name AS "serviceAccountName", sa.permissions AS "serviceAccountPermissions",
      sa.rank AS "serviceAccountRank", sa.disabled_at AS "disabledAt",
      ${userColumns}
    FROM api_key a
    LEFT JOIN "user" u ON u.id = a.user_id
    LEFT JOIN service_account sa ON sa.id = a.service_account_id
    LEFT JOIN vault.data_key k ON k.subject_id = coalesce(a.user_id, ${installationSubject}::uuid)
    WHERE a.key_hash = ${hash}`;
}

function isOwnerActive(row: KeyRow): boolean {
  return row.serviceAccountId === null ? row.status === 'active' : row.disabledAt === null;
}

function ownersKey(row: KeyRow): Buffer | null {
  const { wrappedKey, encryptionKeyId } = row;
  if (!wrappedKey || !encryptionKeyId) return null;
  return unwrapDataKey(row.userId ?? installationSubject, { wrappedKey, encryptionKeyId });
}

function callingKey({ keyId, scopes, rateLimitMax, rateLimitSeconds }: KeyRow): CallingKey {
  const limit = rateLimitMax === null || rateLimitSeconds === null ? null : { max: rateLimitMax, windowSeconds: rateLimitSeconds };
  return { id: keyId, scopes, limit };
}

/**
 * Who an API key acts as, right now, and with which rights: never more than its scopes, nor than what its owner holds
 * at this moment. A key with a wrong checksum costs no query.
 */
export async function findKeyPrincipal(secret: string, address: string | null): Promise<KeyLookup> {
  const hash = hashSecret('api_key', secret);
  if (!hash) return { ok: false, reason: 'unknown' };
  const [[row], { factors }] = await Promise.all([db().$queryRaw<KeyRow[]>(selectKey(hash)), readSettings()]);
  if (!row) return { ok: false, reason: 'unknown' };
  const { keyId, userId, serviceAccountId } = row;
  const refuse = (reason: RefusedKey['reason']): KeyLookup => ({
    ok: false,
    reason,
    refused: { keyId, userId, reason },
  });
  const now = Date.now();
  const dataKey = ownersKey(row);
  if (row.revokedAt) return refuse('revoked');
  if (row.keyExpiresAt && row.keyExpiresAt.getTime() <= now) return refuse('expired');
  if (!isOwnerActive(row) || !dataKey) return refuse('suspended');
  if (!isAllowedAddress(openKeyDetails(dataKey, keyId, row.detailsSealed).allowedIps, address)) return refuse('address');
  noteUse({ id: keyId, lastUsedAt: row.lastUsedAt }, (lastUsedAt) =>
    // Only over what was read: of a burst that read the same, one writes.
    db().apiKey.updateMany({ where: { id: keyId, lastUsedAt: row.lastUsedAt }, data: { lastUsedAt } }),
  );
  const key = callingKey(row);
  if (serviceAccountId === null) {
    const owner = toUserActor(row, dataKey, factors);
    return {
      ok: true,
      principal: {
        ...owner,
        type: 'api_key',
        permissions: owner.permissions.filter((permission) => row.scopes.includes(permission)),
        scopes: row.scopes,
        key,
      },
    };
  }
  const serviceAccount = { id: serviceAccountId, name: row.serviceAccountName ?? '' };
  const rights = serviceRights({ permissions: row.serviceAccountPermissions ?? [], rank: row.serviceAccountRank ?? 0 }, row.scopes);
  return { ok: true, principal: { type: 'service_account', serviceAccount, ...rights, key } };
}
