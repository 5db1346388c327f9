import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { Prisma } from '#lib/db/generated/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { type Device, describeDevice } from '#lib/sessions/describe-device.ts';
import { lifetimes, secondsFromNow } from '#lib/sessions/lifetimes.ts';

function clientContext(id: string): string {
  return `trusted_device.client:${id}`;
}

/** The INSERT that lets this browser pass without the second factor for 30 days, for `writeTogether`. */
export function trustDevice(userId: string, dataKey: Uint8Array, token: string, caller: Caller): Prisma.Sql {
  const id = uuidv7();
  const client = seal(dataKey, JSON.stringify({ ip: caller.ip, userAgent: caller.userAgent }), clientContext(id));
  const expiresAt = secondsFromNow(lifetimes.trustedDevice);
  return Prisma.sql`
    INSERT INTO trusted_device (id, user_id, token_hash, client_sealed, expires_at)
    VALUES (${id}::uuid, ${userId}::uuid, ${sha256(token)}::bytea, ${client}::bytea, ${expiresAt}::timestamptz)`;
}

/** Whether this browser may skip the second factor of this user. */
export async function isTrustedDevice(userId: string, token: string | null): Promise<boolean> {
  if (!token) return false;
  const { count } = await db().trustedDevice.updateMany({
    where: { userId, tokenHash: sha256(token), expiresAt: { gt: new Date() } },
    data: { lastUsedAt: new Date() },
  });
  return count === 1;
}

export type TrustedDeviceShape = {
  id: string;
  device: Device;
  ip: string | null;
  created_at: string;
  last_used_at: string;
  expires_at: string;
};

export async function listTrustedDevices(actor: Actor): Promise<TrustedDeviceShape[]> {
  const rows = await db().trustedDevice.findMany({
    where: { userId: actor.user.id, expiresAt: { gt: new Date() } },
    orderBy: { lastUsedAt: 'desc' },
    take: 100,
  });
  return rows.map((row) => {
    const client = JSON.parse(unseal(actor.dataKey, row.clientSealed, clientContext(row.id)).toString('utf8')) as {
      ip: string | null;
      userAgent: string | null;
    };
    return {
      id: row.id,
      device: describeDevice(client.userAgent),
      ip: client.ip,
      created_at: row.createdAt.toISOString(),
      last_used_at: row.lastUsedAt.toISOString(),
      expires_at: row.expiresAt.toISOString(),
    };
  });
}

/** Takes the trust back from one browser. NOT_FOUND for an unknown or foreign one. */
export async function revokeTrustedDevice(actor: Actor, id: string, caller: Caller): Promise<{ revoked: true }> {
  const { user, dataKey } = actor;
  await inTransaction(async (transaction) => {
    const { count } = await transaction.trustedDevice.deleteMany({ where: { id, userId: user.id } });
    if (count === 0) throw new ServiceError('NOT_FOUND');
    await recordEvent(transaction, {
      action: 'trusted_device.revoked',
      result: 'success',
      actorId: user.id,
      subjectId: user.id,
      subjectKey: dataKey,
      target: { type: 'trusted_device', id },
      caller,
    });
  });
  return { revoked: true };
}
