import 'server-only';
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import type { Bytes } from './hash.ts';

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D, random 96-bit nonce).
 * `context` says where the value belongs (table, column, row): a ciphertext moved elsewhere does not open.
 * Layout: version (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16).
 */
export function seal(key: Uint8Array, plaintext: Uint8Array | string, context: string): Bytes {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext as string), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()]));
}

/** Opens what `seal` made; throws when the key, the place or a single bit differs. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  if (sealed[0] !== version || sealed.length < 1 + nonceLength + tagLength) throw new Error('This is not a sealed value.');
  const nonce = sealed.subarray(1, 1 + nonceLength);
  const body = sealed.subarray(1 + nonceLength, sealed.length - tagLength);
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
