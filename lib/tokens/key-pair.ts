import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { randomToken } from '#lib/crypto/hash.ts';
import type { TokenAlgorithm } from '#lib/env/values.ts';

export type PublicJwk = { kty: string; kid: string; alg: TokenAlgorithm; use: 'sig' } & Pick<JWK, 'crv' | 'x' | 'y' | 'n' | 'e'>;

/** A key pair that nobody has seen yet. */
export type KeyPair = { kid: string; algorithm: TokenAlgorithm; publicJwk: PublicJwk; privateJwk: JWK };

/** How a key is named: tokens that name theirs otherwise are not ours. */
export const kidPattern = /^[\w-]{16}$/;

/**
 * The public part of a JWK, member by member: a private member, or one that we do not know, never gets through.
 * @throws TypeError where it has no type.
 */
export function publicPart(jwk: JWK, kid: string, algorithm: TokenAlgorithm): PublicJwk {
  const { kty, crv, x, y, n, e } = jwk;
  if (!kty) throw new TypeError('This is not a key.');
  const members = { kty, crv, x, y, n, e, kid, alg: algorithm, use: 'sig' } as const;
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as PublicJwk;
}

/** Makes a key pair. RSA takes up to seconds on a busy machine: never while something waits for a lock. */
export async function makeKeyPair(algorithm: TokenAlgorithm): Promise<KeyPair> {
  const pair = await generateKeyPair(algorithm, { modulusLength: 3072, extractable: true });
  const kid = randomToken().slice(0, 16);
  const publicJwk = publicPart(await exportJWK(pair.publicKey), kid, algorithm);
  return { kid, algorithm, publicJwk, privateJwk: await exportJWK(pair.privateKey) };
}
