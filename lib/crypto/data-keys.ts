import 'server-only';
import { hkdfSync, randomBytes } from 'node:crypto';
import { type Database, db } from '#lib/db/client.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Bytes } from './hash.ts';
import { seal, unseal } from './seal.ts';

/** The subject whose data key belongs to the installation: blind indexes, signing keys, events about nobody. */
export const installationSubject = '00000000-0000-0000-0000-000000000000';

type WrappedKey = { wrappedKey: Uint8Array; encryptionKeyId: string };

function encryptionKey(id: string): Buffer {
  const found = env().ENCRYPTION_KEYS.find((key) => key.id === id);
  // Never an empty value instead of the real one: a missing key is an outage.
  if (!found) throw new ServiceError('UNAVAILABLE', { message: `The encryption key "${id}" is not configured.` });
  return Buffer.from(found.base64, 'base64');
}

/** Unwraps a data key with the key-encryption key it names. */
export function unwrapDataKey(subjectId: string, wrapped: WrappedKey): Buffer {
  return unseal(encryptionKey(wrapped.encryptionKeyId), wrapped.wrappedKey, `vault.data_key:${subjectId}`);
}

/** A data key for a new subject, and how it is to be stored. */
export function makeDataKey(subjectId: string): { key: Buffer; wrappedKey: Bytes; encryptionKeyId: string } {
  const key = randomBytes(32);
  const [current] = env().ENCRYPTION_KEYS;
  return { key, wrappedKey: seal(encryptionKey(current.id), key, `vault.data_key:${subjectId}`), encryptionKeyId: current.id };
}

/** Makes and stores the data key of a new subject. */
export async function createDataKey(database: Database, subjectId: string): Promise<Buffer> {
  const { key, wrappedKey, encryptionKeyId } = makeDataKey(subjectId);
  await database.dataKey.create({ data: { subjectId, wrappedKey, encryptionKey: encryptionKeyId }, select: { subjectId: true } });
  return key;
}

/** The data keys of several subjects by one query; whoever was erased is missing. */
export async function findDataKeys(database: Database, subjectIds: readonly string[]): Promise<Map<string, Buffer>> {
  const rows = await database.dataKey.findMany({ where: { subjectId: { in: [...subjectIds] } } });
  return new Map(
    rows.map(({ subjectId, wrappedKey, encryptionKey: encryptionKeyId }) => [
      subjectId,
      unwrapDataKey(subjectId, { wrappedKey, encryptionKeyId }),
    ]),
  );
}

/** The data key of a subject, or null when it was destroyed (erased). */
export async function findDataKey(database: Database, subjectId: string): Promise<Buffer | null> {
  const row = await database.dataKey.findUnique({ where: { subjectId } });
  return row && unwrapDataKey(subjectId, { wrappedKey: row.wrappedKey, encryptionKeyId: row.encryptionKey });
}

let installation: Promise<Buffer> | undefined;

async function loadInstallationKey(): Promise<Buffer> {
  const found = await findDataKey(db(), installationSubject);
  if (found) return found;
  // Two instances may start at once: the first insert wins, both read it back.
  const [current] = env().ENCRYPTION_KEYS;
  const wrappedKey = seal(encryptionKey(current.id), randomBytes(32), `vault.data_key:${installationSubject}`);
  await db().dataKey.createMany({
    data: [{ subjectId: installationSubject, wrappedKey, encryptionKey: current.id }],
    skipDuplicates: true,
  });
  const stored = await findDataKey(db(), installationSubject);
  if (!stored) throw new ServiceError('UNAVAILABLE');
  return stored;
}

/** The installation's own data key, kept for the life of the process. */
export function installationKey(): Promise<Buffer> {
  installation ??= loadInstallationKey().catch((error: unknown) => {
    installation = undefined;
    throw error;
  });
  return installation;
}

const derived = new Map<string, Promise<Buffer>>();

/** A 256-bit key for one purpose, derived from the installation's key (HKDF-SHA-256, RFC 5869). */
export function derivedKey(purpose: 'blind-index' | 'search' | 'refresh-successor' | 'cursor' | 'idempotency'): Promise<Buffer> {
  let key = derived.get(purpose);
  if (!key) {
    key = installationKey().then((secret) => Buffer.from(hkdfSync('sha256', secret, '', `gatehouse/${purpose}`, 32)));
    key.catch(() => derived.delete(purpose));
    derived.set(purpose, key);
  }
  return key;
}
