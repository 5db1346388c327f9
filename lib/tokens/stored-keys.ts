import type { JWK } from 'jose';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import type { Database, Transaction } from '#lib/db/client.ts';
import { type TokenAlgorithm, tokenAlgorithm } from '#lib/env/values.ts';
import { ServiceError } from '#lib/errors.ts';
import { type KeyPair, type PublicJwk, publicPart } from './key-pair.ts';

/** A signing key as it is stored; retired keys have no private part any more. */
export type StoredKey = {
  kid: string;
  algorithm: TokenAlgorithm;
  publicJwk: PublicJwk;
  privateSealed: Uint8Array | null;
  state: 'next' | 'current' | 'retired';
  createdAt: Date;
  activatedAt: Date | null;
  rotationRequestedAt: Date | null;
  expiresAt: Date | null;
};

function privateContext(kid: string): string {
  return `signing_key.private:${kid}`;
}

/** Every key there is, the current one first, then the next one. */
export async function listKeys(database: Database): Promise<StoredKey[]> {
  const rows = await database.signingKey.findMany({ orderBy: { createdAt: 'desc' } });
  const rank = { current: 0, next: 1, retired: 2 };
  return rows
    .map((row): StoredKey => {
      const algorithm = tokenAlgorithm.parse(row.algorithm);
      return { ...row, algorithm, publicJwk: publicPart(row.publicJwk as JWK, row.kid, algorithm) };
    })
    .sort((left, right) => rank[left.state] - rank[right.state]);
}

/** Stores a new key with its private part sealed. */
export async function storeKey(transaction: Transaction, pair: KeyPair, state: 'next' | 'current', now: Date): Promise<void> {
  const { kid, algorithm, publicJwk, privateJwk } = pair;
  const privateSealed = seal(await installationKey(), JSON.stringify(privateJwk), privateContext(kid));
  const activatedAt = state === 'current' ? now : null;
  await transaction.signingKey.create({
    data: { kid, algorithm, publicJwk, privateSealed, state, createdAt: now, activatedAt },
    select: { kid: true },
  });
}

/** Opens the private part of the current key. UNAVAILABLE where there is none. */
export async function openPrivateJwk(key: StoredKey): Promise<JWK> {
  if (!key.privateSealed) throw new ServiceError('UNAVAILABLE');
  return JSON.parse(unseal(await installationKey(), key.privateSealed, privateContext(key.kid)).toString('utf8')) as JWK;
}
