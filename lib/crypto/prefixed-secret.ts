import 'server-only';
import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Bytes, sha256 } from './hash.ts';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 32;
const checksumLength = 6;
const shownLength = 4;

/** How each kind begins: a secret of one kind cannot be taken for another, and scanners know what they found. */
const beginnings = { api_key: 'gate_live_', client_secret: 'gate_client_' } as const;

export type SecretKind = keyof typeof beginnings;

/** A secret that is shown once, with what is kept of it. */
export type NewSecret = { secret: string; prefix: string; hash: Bytes };

/** CRC32 of the random part in base62, padded to six digits: GitHub's scheme, which secret scanners check offline. */
function checksum(random: string): string {
  let value = crc32(random);
  let text = '';
  for (let place = 0; place < checksumLength; place += 1) {
    text = (digits[value % 62] ?? '') + text;
    value = Math.floor(value / 62);
  }
  return text;
}

/** A new secret of 190 random bits: `gate_live_<32 base62 digits><6 digits of checksum>`. */
export function makeSecret(kind: SecretKind): NewSecret {
  const random = Array.from({ length: randomLength }, () => digits[randomInt(digits.length)]).join('');
  const secret = `${beginnings[kind]}${random}${checksum(random)}`;
  return { secret, prefix: secret.slice(0, beginnings[kind].length + shownLength), hash: sha256(secret) };
}

/** True for what is meant to be a secret of this kind, right or wrong. */
export function looksLikeSecret(kind: SecretKind, text: string): boolean {
  return text.startsWith(beginnings[kind]);
}

/** The hash under which a secret would be kept; null where form or checksum are wrong, so that typos cost no query. */
export function hashSecret(kind: SecretKind, text: string): Bytes | null {
  const rest = text.slice(beginnings[kind].length);
  if (!looksLikeSecret(kind, text) || !/^[0-9A-Za-z]{38}$/.test(rest)) return null;
  return checksum(rest.slice(0, randomLength)) === rest.slice(randomLength) ? sha256(text) : null;
}
