import { importJWK } from 'jose';
import { db } from '#lib/db/client.ts';
import { freshCopy } from '#lib/db/fresh-copy.ts';
import type { TokenAlgorithm } from '#lib/env/values.ts';
import { env } from '#lib/env.ts';
import type { PublicJwk } from './key-pair.ts';
import { prepareSigningKeys } from './rotate-signing-keys.ts';
import { listKeys, openPrivateJwk, type StoredKey } from './stored-keys.ts';

export type VerificationKey = { algorithm: TokenAlgorithm; publicKey: CryptoKey };

type SigningKeys = { current: StoredKey; verifying: ReadonlyMap<string, VerificationKey>; jwks: { keys: PublicJwk[] } };

async function imported(jwk: Parameters<typeof importJWK>[0], algorithm: TokenAlgorithm): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new TypeError('This is a secret, not a key.');
  return key;
}

/** Imported keys by kid, as long as they are in the database: a kid never means another key. */
let publicKeys = new Map<string, VerificationKey>();

async function loadKeys(): Promise<SigningKeys> {
  const now = new Date();
  const keys = (await listKeys(db())).filter(({ expiresAt }) => !expiresAt || expiresAt > now);
  const current = keys.find(({ state }) => state === 'current');
  if (!current) {
    await prepareSigningKeys(env().TOKEN_ALGORITHM);
    return loadKeys();
  }
  const verifying = new Map<string, VerificationKey>();
  for (const { kid, algorithm, publicJwk } of keys) {
    const publicKey = publicKeys.get(kid)?.publicKey ?? (await imported(publicJwk, algorithm));
    verifying.set(kid, { algorithm, publicKey });
  }
  publicKeys = verifying;
  return { current, verifying, jwks: { keys: keys.map(({ publicJwk }) => publicJwk) } };
}

const copy = freshCopy('signing-keys', loadKeys);

export type Signer = { kid: string; algorithm: TokenAlgorithm; privateKey: CryptoKey };

let opened: { kid: string; signer: Promise<Signer> } | undefined;

async function openSigner(key: StoredKey): Promise<Signer> {
  const { kid, algorithm } = key;
  return { kid, algorithm, privateKey: await imported(await openPrivateJwk(key), algorithm) };
}

/** What signs now. A key that was retired signs for less than a second more. */
export async function currentSigner(): Promise<Signer> {
  const { current } = await copy.read();
  if (opened?.kid !== current.kid) {
    const entry = { kid: current.kid, signer: openSigner(current) };
    opened = entry;
    entry.signer.catch(() => {
      if (opened === entry) opened = undefined;
    });
  }
  return opened.signer;
}

/** The key with this name, or null where there is none (any more). An unknown name is looked up in the database. */
export async function findVerificationKey(kid: string): Promise<VerificationKey | null> {
  const known = (await copy.read()).verifying.get(kid);
  // Another instance may have replaced all keys a moment ago and signed with a new one.
  return known ?? (await copy.readAgain()).verifying.get(kid) ?? null;
}

/** Whether what this key signed still counts; asked of tokens whose signature was checked before. */
export async function isVerificationKey(kid: string): Promise<boolean> {
  return (await copy.read()).verifying.has(kid);
}

/** The public keys (RFC 7517): current, next, and those whose last tokens still live. */
export async function readJwks(): Promise<{ keys: PublicJwk[] }> {
  return (await copy.read()).jwks;
}

/** The next reader asks the database: this process has just changed the keys. */
export function forgetSigningKeys(): void {
  copy.forget();
}
