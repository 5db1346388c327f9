import 'server-only';
import { createHash, createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';

export type Bytes = Uint8Array<ArrayBuffer>;

/** SHA-256, for secrets of at least 128 random bits only (data.md, rule 2). */
export function sha256(text: string): Bytes {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

/** HMAC-SHA-256. As a key object: Node tells raw bytes from one by two exceptions, which cost five times the hash itself. */
export function hmacSha256(key: Uint8Array, text: string): Bytes {
  return new Uint8Array(createHmac('sha256', createSecretKey(key)).update(text).digest());
}

/** 256 random bits, base64url without padding (43 characters). */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
