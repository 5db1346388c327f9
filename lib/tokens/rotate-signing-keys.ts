import { systemCaller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { db, inTransaction, type Transaction } from '#lib/db/client.ts';
import type { TokenAlgorithm } from '#lib/env/values.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { secondsFromNow } from '#lib/sessions/lifetimes.ts';
import { keyLifetimes } from './key-lifetimes.ts';
import { type KeyPair, makeKeyPair } from './key-pair.ts';
import { listKeys, type StoredKey, storeKey } from './stored-keys.ts';

const daySeconds = 24 * 3600;

type RotationReason = 'scheduled' | 'requested' | 'algorithm' | 'compromised';

/** What became of a rotation. `waiting`: the next key is not known everywhere yet, it will sign from `until` on. */
export type Rotation =
  | { status: 'rotated'; reason: RotationReason; kid: string; algorithm: TokenAlgorithm }
  | { status: 'waiting'; until: Date }
  | { status: 'not_due'; until: Date };

type Judgement = Exclude<Rotation, { status: 'rotated' }> | { status: 'due'; reason: RotationReason; current: StoredKey; next: StoredKey };

/** Instances and commands that change keys at once take turns; each decides by what the one before it left. */
async function takeTurn(transaction: Transaction): Promise<StoredKey[]> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:signing-key'))`;
  return listKeys(transaction);
}

function pick(keys: readonly StoredKey[]): { current: StoredKey | undefined; next: StoredKey | undefined } {
  return { current: keys.find(({ state }) => state === 'current'), next: keys.find(({ state }) => state === 'next') };
}

function judge(keys: readonly StoredKey[], now: Date): Judgement {
  const { current, next } = pick(keys);
  // Whoever starts an instance makes both.
  if (!current || !next) throw new ServiceError('UNAVAILABLE');
  const dueAt = current.rotationRequestedAt ?? secondsFromNow(env().TOKEN_KEY_DAYS * daySeconds, current.activatedAt ?? current.createdAt);
  if (dueAt > now) return { status: 'not_due', until: dueAt };
  const until = secondsFromNow(keyLifetimes.published, next.createdAt);
  if (until > now) return { status: 'waiting', until };
  const asked = next.algorithm === current.algorithm ? 'requested' : 'algorithm';
  return { status: 'due', reason: current.rotationRequestedAt ? asked : 'scheduled', current, next };
}

async function recordRemoval(transaction: Transaction, kid: string, reason: 'expired' | 'algorithm' | 'compromised'): Promise<void> {
  const target = { type: 'signing_key', id: kid };
  await recordEvent(transaction, { action: 'signing_key.removed', result: 'success', reason, target, caller: systemCaller });
}

type Rotated = { from: StoredKey; to: Pick<StoredKey, 'kid' | 'algorithm'>; reason: RotationReason };

async function recordRotation(transaction: Transaction, { from, to, reason }: Rotated): Promise<void> {
  await recordEvent(transaction, {
    action: 'signing_key.rotated',
    result: 'success',
    reason,
    target: { type: 'signing_key', id: to.kid },
    changes: {
      current: { before: from.kid, after: to.kid },
      ...(from.algorithm !== to.algorithm && { algorithm: { before: from.algorithm, after: to.algorithm } }),
    },
    caller: systemCaller,
  });
}

/**
 * For the start of an instance: makes the keys that are missing, and lets a key of this algorithm be the next one. With
 * another algorithm than before it also asks for the rotation. Safe when several instances start at once.
 */
export async function prepareSigningKeys(algorithm: TokenAlgorithm): Promise<void> {
  const { current, next } = pick(await listKeys(db()));
  if (current && next && current.algorithm === algorithm && next.algorithm === algorithm) return;
  const [forCurrent, forNext] = await Promise.all([makeKeyPair(algorithm), makeKeyPair(algorithm)]);
  await inTransaction(async (transaction) => {
    const found = pick(await takeTurn(transaction));
    const now = new Date();
    if (!found.current) await storeKey(transaction, forCurrent, 'current', now);
    if (found.next && found.next.algorithm !== algorithm) {
      // It has signed nothing yet.
      await transaction.signingKey.delete({ where: { kid: found.next.kid }, select: { kid: true } });
      await recordRemoval(transaction, found.next.kid, 'algorithm');
    }
    if (found.next?.algorithm !== algorithm) await storeKey(transaction, forNext, 'next', now);
    if (found.current && found.current.algorithm !== algorithm && !found.current.rotationRequestedAt)
      await askForRotation(transaction, found.current, 'algorithm');
  });
}

async function askForRotation(transaction: Transaction, current: StoredKey, reason: 'requested' | 'algorithm'): Promise<void> {
  const asked = await transaction.signingKey.updateMany({
    where: { kid: current.kid, state: 'current', rotationRequestedAt: null },
    data: { rotationRequestedAt: new Date() },
  });
  if (asked.count === 0) return;
  const target = { type: 'signing_key', id: current.kid };
  await recordEvent(transaction, { action: 'signing_key.rotation_requested', result: 'success', reason, target, caller: systemCaller });
}

/** Lets the next key sign and makes a new one. The private part of the old one is gone with the commit. */
async function promote(transaction: Transaction, current: StoredKey, next: StoredKey, fresh: KeyPair): Promise<boolean> {
  const now = new Date();
  // Its last token may still be signed by an instance that has not heard yet, and verified by a slow clock.
  const expiresAt = secondsFromNow(keyLifetimes.token + keyLifetimes.margin, now);
  const retired = await transaction.signingKey.updateMany({
    where: { kid: current.kid, state: 'current' },
    data: { state: 'retired', privateSealed: null, rotationRequestedAt: null, retiredAt: now, expiresAt },
  });
  if (retired.count === 0) return false;
  await transaction.signingKey.update({
    where: { kid: next.kid, state: 'next' },
    data: { state: 'current', activatedAt: now },
    select: { kid: true },
  });
  await storeKey(transaction, fresh, 'next', now);
  return true;
}

/** Removes retired keys whose last token has ended. Nobody believes them any more: it is checked whenever keys are read. */
async function removeExpired(): Promise<void> {
  await inTransaction(async (transaction) => {
    const now = new Date();
    for (const { kid, expiresAt } of await takeTurn(transaction)) {
      if (!expiresAt || expiresAt > now) continue;
      await transaction.signingKey.delete({ where: { kid }, select: { kid: true } });
      await recordRemoval(transaction, kid, 'expired');
    }
  });
}

/** The rotation as part of `transaction`, which has to hold for all of it or nothing. */
export async function rotateWithin(transaction: Transaction, fresh: KeyPair): Promise<Rotation> {
  const judged = judge(await takeTurn(transaction), new Date());
  if (judged.status !== 'due') return judged;
  const { current, next, reason } = judged;
  // Somebody changed the algorithm since `fresh` was made: the next run makes the right one.
  if (fresh.algorithm !== next.algorithm) return { status: 'waiting', until: new Date() };
  if (!(await promote(transaction, current, next, fresh))) throw new ServiceError('UNAVAILABLE');
  await recordRotation(transaction, { from: current, to: next, reason });
  return { status: 'rotated', reason, kid: next.kid, algorithm: next.algorithm };
}

/**
 * Rotates if it is time: `TOKEN_KEY_DAYS` after the last rotation, or asked for, and never before the next key is known
 * to every cache. Removes what has expired. Any number of instances may call it at once.
 */
export async function rotateSigningKeys(): Promise<Rotation> {
  const keys = await listKeys(db());
  const now = new Date();
  if (keys.some(({ expiresAt }) => expiresAt && expiresAt <= now)) await removeExpired();
  const judged = judge(keys, now);
  if (judged.status !== 'due') return judged;
  const fresh = await makeKeyPair(judged.next.algorithm);
  return inTransaction((transaction) => rotateWithin(transaction, fresh));
}

/** Rotates as soon as the next key is known everywhere, which it usually is. */
export async function requestRotation(): Promise<Rotation> {
  const { current } = pick(await listKeys(db()));
  if (current) await inTransaction((transaction) => askForRotation(transaction, current, 'requested'));
  return rotateSigningKeys();
}

/**
 * For keys that may be known to somebody else: replaces all of them at once. Every token signed so far is refused within
 * a second, and applications have to fetch the new keys.
 */
export async function replaceSigningKeys(algorithm: TokenAlgorithm): Promise<Rotation> {
  const [forCurrent, forNext] = await Promise.all([makeKeyPair(algorithm), makeKeyPair(algorithm)]);
  await inTransaction(async (transaction) => {
    const keys = await takeTurn(transaction);
    await transaction.signingKey.deleteMany();
    for (const { kid } of keys) await recordRemoval(transaction, kid, 'compromised');
    const now = new Date();
    await storeKey(transaction, forCurrent, 'current', now);
    await storeKey(transaction, forNext, 'next', now);
    const { current } = pick(keys);
    if (current) await recordRotation(transaction, { from: current, to: forCurrent, reason: 'compromised' });
  });
  return { status: 'rotated', reason: 'compromised', kid: forCurrent.kid, algorithm };
}
