import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import type { TokenAlgorithm } from '#lib/env/values.ts';
import { keyLifetimes } from '#lib/tokens/key-lifetimes.ts';
import { prepareSigningKeys, type Rotation, requestRotation, rotateSigningKeys } from '#lib/tokens/rotate-signing-keys.ts';
import { currentSigner, forgetSigningKeys } from '#lib/tokens/signing-keys.ts';
import { origin } from './api.ts';

/** Lets the next key have been published for long enough. */
export async function ageNextKey(): Promise<void> {
  const createdAt = new Date(Date.now() - keyLifetimes.published * 1000 - 1);
  await db().signingKey.updateMany({ where: { state: 'next' }, data: { createdAt } });
}

/** A rotation that somebody asked for, of a next key that is known everywhere. */
export async function rotateNow(): Promise<Rotation> {
  await ageNextKey();
  const rotation = await requestRotation();
  forgetSigningKeys();
  return rotation;
}

/** Lets a key of this algorithm sign, as a start with another TOKEN_ALGORITHM does in the end. */
export async function signWith(algorithm: TokenAlgorithm): Promise<void> {
  await prepareSigningKeys(algorithm);
  await ageNextKey();
  await rotateSigningKeys();
  forgetSigningKeys();
  if ((await currentSigner()).algorithm !== algorithm) throw new Error(`${algorithm} does not sign.`);
}

const webCryptoNames = {
  EdDSA: 'Ed25519',
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  RS256: 'RSASSA-PKCS1-v1_5',
} as const satisfies Record<TokenAlgorithm, unknown>;

const encoded = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** What our own key signs, whatever it says: texts are taken as they are, anything else as JSON. */
export async function signedParts(header: unknown, payload: unknown): Promise<string> {
  const { algorithm, privateKey } = await currentSigner();
  const input = `${encoded(header)}.${encoded(payload)}`;
  const signature = await crypto.subtle.sign(webCryptoNames[algorithm], privateKey, Buffer.from(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** A token that our own key signs, with other claims or another header than we write; undefined takes one away. */
export async function signedWith(
  session: { userId: string; sessionId: string },
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const { kid, algorithm } = await currentSigner();
  const now = Math.floor(Date.now() / 1000);
  const { userId: sub, sessionId: sid } = session;
  const usual = { iss: origin, aud: origin, sub, sid, jti: uuidv7(), iat: now, exp: now + 900, roles: [], permissions: [] };
  return signedParts({ alg: algorithm, typ: 'at+jwt', kid, ...header }, { ...usual, ...claims });
}
