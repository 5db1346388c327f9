import { type Changes, changesBetween } from '#lib/audit/changes.ts';
import type { ApiKeyShape } from '#lib/contracts/api-keys.ts';
import type { Transaction } from '#lib/db/client.ts';
import type { ApiKey } from '#lib/db/generated/client.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { type KeyInput, type KeyMaking, latestEnd } from './issue-key.ts';
import { openKeyDetails, sealKeyDetails } from './key-details.ts';
import { ownerColumns } from './key-owner.ts';
import { presentKey } from './present-key.ts';

/** What of a key is to be otherwise; what is undefined stays. An `expiresAt` of null: as long as the settings allow. */
export type KeyChange = { [Name in Exclude<keyof KeyInput, 'scopes'>]?: KeyInput[Name] | undefined };

/**
 * The new end of a key. The settings' longest life counts from the day it was made, or a key could be prolonged for ever;
 * an earlier end than it has is always allowed.
 */
function changedEnd(row: ApiKey, wanted: Date | null | undefined, policy: KeyMaking['policy'], now: Date): Date | null {
  const { createdAt, expiresAt: current, rotatedAt } = row;
  if (wanted === undefined || wanted?.getTime() === current?.getTime()) return current;
  // One that ended stays at its end: what was found dead may not come to life again.
  if (rotatedAt || (current && current <= now))
    throw new ServiceError('CONFLICT', { message: 'This key was replaced, or has expired. Its end cannot be changed.' });
  const latest = latestEnd(policy, createdAt);
  if (wanted === null) return latest && latest <= now ? current : latest;
  if (wanted <= now) throw fieldError('expires_at', 'past', 'Choose a time in the future.');
  const isEarlier = current === null || wanted < current;
  if (latest && wanted > latest && !isEarlier) throw fieldError('expires_at', 'too_late', `Choose a time before ${latest.toISOString()}.`);
  return wanted;
}

function changeable({ name, allowed_ips, rate_limit, expires_at }: ApiKeyShape) {
  return { name, allowed_ips, rate_limit, expires_at };
}

/**
 * Changes what `change` names and says what that was; nothing is written when nothing differs. NOT_FOUND for a key that is
 * not the owner's or was revoked; CONFLICT for the end of one that was replaced or has expired.
 */
export async function changeKey(
  transaction: Transaction,
  { owner, policy }: Pick<KeyMaking, 'owner' | 'policy'>,
  id: string,
  change: KeyChange,
): Promise<{ key: ApiKeyShape; changes: Changes }> {
  await transaction.$queryRaw`SELECT 1 FROM api_key WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const row = await transaction.apiKey.findFirst({ where: { id, ...ownerColumns(owner), revokedAt: null } });
  if (!row) throw new ServiceError('NOT_FOUND');
  const details = openKeyDetails(owner.dataKey, id, row.detailsSealed);
  const { name = details.name, allowedIps = details.allowedIps, limit } = change;
  const expiresAt = changedEnd(row, change.expiresAt, policy, new Date());
  const ownLimit = limit === undefined ? {} : { rateLimitMax: limit?.max ?? null, rateLimitSeconds: limit?.windowSeconds ?? null };
  const after = { ...row, ...ownLimit, expiresAt, detailsSealed: sealKeyDetails(owner.dataKey, id, { name, allowedIps }) };
  const key = presentKey(after, owner.dataKey);
  const changes = changesBetween(changeable(presentKey(row, owner.dataKey)), changeable(key));
  if (Object.keys(changes).length > 0) {
    const { detailsSealed } = after;
    await transaction.apiKey.update({ where: { id }, data: { ...ownLimit, expiresAt, detailsSealed }, select: { id: true } });
  }
  return { key, changes };
}
