import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK } from 'jose';
import { installationKey } from '#lib/crypto/data-keys.ts';
import { randomToken } from '#lib/crypto/hash.ts';
import { seal, unseal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';

const algorithm = 'EdDSA';
const refreshMilliseconds = 60_000;
const unknownKidMilliseconds = 1_000;

type LoadedKeys = {
  kid: string;
  privateKey: CryptoKey;
  jwks: JSONWebKeySet;
  find: ReturnType<typeof createLocalJWKSet>;
  loadedAt: number;
};

function keyContext(kid: string): string {
  return `signing_key.private:${kid}`;
}

/** Makes the first signing key where there is none. Safe when several instances start at once. */
export async function ensureSigningKey(): Promise<void> {
  const secret = await installationKey();
  await inTransaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('gatehouse:signing-key'))`;
    if (await transaction.signingKey.findFirst({ where: { state: 'current' }, select: { kid: true } })) return;
    const pair = await generateKeyPair(algorithm, { crv: 'Ed25519', extractable: true });
    const kid = randomToken().slice(0, 16);
    const publicJwk = { ...(await exportJWK(pair.publicKey)), kid, alg: algorithm, use: 'sig' };
    const privateJwk = JSON.stringify(await exportJWK(pair.privateKey));
    await transaction.signingKey.create({
      data: { kid, algorithm, publicJwk, privateSealed: seal(secret, privateJwk, keyContext(kid)), state: 'current' },
      select: { kid: true },
    });
  });
}

async function loadKeys(): Promise<LoadedKeys> {
  const rows = await db().signingKey.findMany({ orderBy: { createdAt: 'desc' } });
  const current = rows.find((row) => row.state === 'current');
  if (!current) {
    await ensureSigningKey();
    return loadKeys();
  }
  const secret = await installationKey();
  const privateJwk = JSON.parse(unseal(secret, current.privateSealed, keyContext(current.kid)).toString('utf8')) as JWK;
  const privateKey = await importJWK(privateJwk, current.algorithm);
  if (privateKey instanceof Uint8Array) throw new ServiceError('UNAVAILABLE');
  const jwks: JSONWebKeySet = { keys: rows.map((row) => row.publicJwk as JWK) };
  return { kid: current.kid, privateKey, jwks, find: createLocalJWKSet(jwks), loadedAt: Date.now() };
}

let loading: Promise<LoadedKeys> | undefined;

/** The signing keys, read from the database at most once a minute. */
export async function signingKeys(): Promise<LoadedKeys> {
  loading ??= loadKeys().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  const keys = await loading;
  if (Date.now() - keys.loadedAt > refreshMilliseconds) {
    loading = undefined;
    return signingKeys();
  }
  return keys;
}

/** Called when a token names a key that is not known here: another instance may have made it a moment ago. */
export async function reloadSigningKeys(): Promise<LoadedKeys> {
  const keys = await signingKeys();
  if (Date.now() - keys.loadedAt > unknownKidMilliseconds) loading = undefined;
  return signingKeys();
}
