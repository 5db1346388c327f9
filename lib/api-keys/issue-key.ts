import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import type { Transaction } from '#lib/db/client.ts';
import type { ApiKey, Prisma } from '#lib/db/generated/client.ts';
import { unexpired } from '#lib/db/unexpired.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import type { Settings } from '#lib/settings/settings.ts';
import { openKeyDetails, sealKeyDetails } from './key-details.ts';
import { type KeyOwner, ownerColumns, ownerTable } from './key-owner.ts';

/** What a new key is to be like. */
export type KeyInput = {
  name: string;
  scopes: readonly string[];
  allowedIps: string[];
  limit: { max: number; windowSeconds: number } | null;
  /** Null: as long as the settings allow. */
  expiresAt: Date | null;
};

/** A key that was just made; `secret` leaves the server once. */
export type IssuedKey = { row: ApiKey; secret: string };

const day = 24 * 60 * 60 * 1000;

/** What the settings say about keys. Read before the transaction: inside it another connection would be needed. */
export type KeyPolicy = Settings['api_keys'];

/** The latest end that the settings allow a key that was made then; null: none is needed. */
export function latestEnd({ max_days: days }: KeyPolicy, made: Date): Date | null {
  return days === 0 ? null : new Date(made.getTime() + days * day);
}

function endOf(wanted: Date | null, policy: KeyPolicy, now: Date): Date | null {
  const latest = latestEnd(policy, now);
  if (!wanted) return latest;
  if (wanted <= now) throw fieldError('expires_at', 'past', 'Choose a time in the future.');
  if (latest && wanted > latest) throw fieldError('expires_at', 'too_late', `Choose a time before ${latest.toISOString()}.`);
  return wanted;
}

/** Keys that are good and that no newer one has replaced: these count towards the limit. */
function counted(owner: KeyOwner, now: Date): Prisma.ApiKeyWhereInput {
  return { ...ownerColumns(owner), revokedAt: null, rotatedAt: null, ...unexpired(now) };
}

/** Two requests for one owner take turns, or 50 at once would each see room for one more. */
async function requireRoom(transaction: Transaction, owner: KeyOwner, { max_per_owner: most }: KeyPolicy, now: Date): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM ${ownerTable(owner)} WHERE id = ${owner.id}::uuid FOR NO KEY UPDATE`;
  if ((await transaction.apiKey.count({ where: counted(owner, now) })) < most) return;
  throw new ServiceError('CONFLICT', {
    message: `There are ${most} API keys already. Revoke one first.`,
    details: { reason: 'too_many_keys', max: most },
  });
}

/** Who makes a key, for whom, and by which rules. */
export type KeyMaking = { owner: KeyOwner; createdById: string; policy: KeyPolicy };

async function write(transaction: Transaction, { owner, createdById }: KeyMaking, input: KeyInput, now: Date): Promise<IssuedKey> {
  const id = uuidv7();
  const { secret, prefix, hash } = makeSecret('api_key');
  const { name, allowedIps, scopes, limit, expiresAt } = input;
  const row = await transaction.apiKey.create({
    data: {
      id,
      ...ownerColumns(owner),
      prefix,
      keyHash: hash,
      detailsSealed: sealKeyDetails(owner.dataKey, id, { name, allowedIps }),
      scopes: [...scopes],
      rateLimitMax: limit?.max ?? null,
      rateLimitSeconds: limit?.windowSeconds ?? null,
      createdById,
      createdAt: now,
      expiresAt,
    },
  });
  return { row, secret };
}

/** Makes a key. CONFLICT when its owner has as many as the settings allow; VALIDATION_FAILED for an end that they do not. */
export async function issueKey(transaction: Transaction, making: KeyMaking, input: KeyInput): Promise<IssuedKey> {
  const now = new Date();
  const expiresAt = endOf(input.expiresAt, making.policy, now);
  await requireRoom(transaction, making.owner, making.policy, now);
  return write(transaction, making, { ...input, expiresAt }, now);
}

/**
 * Puts a new key in the place of one, which stays good for `overlapSeconds`. Of any number of tries at once one wins, by
 * one conditional update. NOT_FOUND for one that is not the owner's or was revoked, CONFLICT for one that was replaced or
 * has expired.
 */
export async function replaceKey(
  transaction: Transaction,
  making: KeyMaking,
  { id, overlapSeconds }: { id: string; overlapSeconds: number },
): Promise<IssuedKey> {
  const { owner, policy } = making;
  const now = new Date();
  const own = { id, ...ownerColumns(owner), revokedAt: null };
  const [old] = await transaction.apiKey.updateManyAndReturn({
    where: { ...own, rotatedAt: null, ...unexpired(now) },
    data: { rotatedAt: now },
  });
  if (!old) {
    if ((await transaction.apiKey.count({ where: own })) === 0) throw new ServiceError('NOT_FOUND');
    throw new ServiceError('CONFLICT', { message: 'This key was replaced already, or has expired. Make another one.' });
  }
  const end = new Date(now.getTime() + overlapSeconds * 1000);
  const oldEnd = old.expiresAt && old.expiresAt < end ? old.expiresAt : end;
  await transaction.apiKey.update({ where: { id: old.id }, data: { expiresAt: oldEnd }, select: { id: true } });
  const latest = latestEnd(policy, now);
  const sameLength = old.expiresAt && new Date(now.getTime() + old.expiresAt.getTime() - old.createdAt.getTime());
  const expiresAt = latest && (!sameLength || sameLength > latest) ? latest : sameLength;
  const limit =
    old.rateLimitMax === null || old.rateLimitSeconds === null ? null : { max: old.rateLimitMax, windowSeconds: old.rateLimitSeconds };
  const details = openKeyDetails(owner.dataKey, old.id, old.detailsSealed);
  return write(transaction, making, { ...details, scopes: old.scopes, limit, expiresAt }, now);
}
