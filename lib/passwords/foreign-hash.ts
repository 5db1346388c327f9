import { pbkdf2, type ScryptOptions, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { verify as verifyArgon2 } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { equalBytes } from '#lib/crypto/hash.ts';

type Digest = 'sha1' | 'sha256' | 'sha512';
type Derived = { salt: Buffer; key: Buffer };

/** A hash another system made, understood. `stored` is the one spelling in which we keep it. */
export type ForeignHash = { stored: string } & (
  | { scheme: 'bcrypt'; cost: number }
  | { scheme: 'argon2'; memoryKib: number; passes: number; lanes: number }
  | ({ scheme: 'scrypt'; cost: number; blockSize: number; lanes: number } & Derived)
  | ({ scheme: 'pbkdf2'; digest: Digest; iterations: number } & Derived)
);

/** Why a hash cannot be taken over: not one of ours to read, or more work (or less key) than we would ever compute. */
export type ForeignHashFailure = 'unknown_format' | 'out_of_bounds';

/**
 * Each bound is about half a second to a second of one core: whoever can import a hash must not be able to occupy the
 * queue that everybody's sign-in waits in, or the memory of the machine.
 */
const bounds = {
  bcryptCost: 14,
  argon2MemoryKib: 262_144,
  /** Memory × passes, in KiB. */
  argon2Work: 524_288,
  argon2Lanes: 16,
  /** N × r × p; the memory is 128 × N × r bytes. */
  scryptWork: 2 ** 21,
  /** Iterations × blocks of the key. */
  pbkdf2Iterations: 2_000_000,
  keyBytes: { min: 16, max: 64 },
  saltBytes: { min: 1, max: 128 },
  /** Longer texts are not even read. */
  length: 1024,
} as const;

const digestBytes: Record<Digest, number> = { sha1: 20, sha256: 32, sha512: 64 };

/** Base64 without padding, as PHC strings have it. */
function b64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

/** Base64 as others write it: padded or not, and "." for "+" as in passlib. */
function fromB64(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}

type Groups = Record<string, string>;

function toBcrypt({ hash = '', cost = '' }: Groups): ForeignHash {
  return { scheme: 'bcrypt', stored: hash, cost: Number(cost) };
}

function toArgon2({ hash = '', memory, passes, lanes }: Groups): ForeignHash {
  return { scheme: 'argon2', stored: hash, memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) };
}

function toScrypt(cost: number, blockSize: number, lanes: number, salt: Buffer, key: Buffer): ForeignHash {
  const stored = `$scrypt$ln=${Math.log2(cost)},r=${blockSize},p=${lanes}$${b64(salt)}$${b64(key)}`;
  return { scheme: 'scrypt', stored, cost, blockSize, lanes, salt, key };
}

function toPbkdf2(digest: string | undefined, iterations: string | undefined, salt: Buffer, key: Buffer): ForeignHash {
  const stored = `$pbkdf2-${digest}$i=${iterations},l=${key.length}$${b64(salt)}$${b64(key)}`;
  return { scheme: 'pbkdf2', stored, digest: digest as Digest, iterations: Number(iterations), salt, key };
}

const digest = '(?<digest>sha1|sha256|sha512)';
const iterations = '(?<iterations>\\d{1,10})';
const encoded = (name: string) => `(?<${name}>[A-Za-z0-9+/.]{2,256}={0,2})`;

/** Every spelling we read. The first of each kind is the one we keep; docs/decisions/0013 lists them with their sources. */
const spellings: readonly { pattern: RegExp; read: (groups: Groups) => ForeignHash }[] = [
  // crypt(3); Django puts its own name in front. `$2x$` marks hashes of a broken implementation: not one we have.
  { pattern: /^(?:bcrypt\$)?(?<hash>\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{53})$/, read: toBcrypt },
  {
    pattern:
      /^(?:argon2)?(?<hash>\$argon2(?:i|d|id)\$(?:v=(?:16|19)\$)?m=(?<memory>\d{1,10}),t=(?<passes>\d{1,10}),p=(?<lanes>\d{1,3})\$[A-Za-z0-9+/]{11,172}\$[A-Za-z0-9+/]{22,86})$/,
    read: toArgon2,
  },
  {
    pattern: new RegExp(`^\\$scrypt\\$ln=(?<ln>\\d{1,2}),r=(?<r>\\d{1,5}),p=(?<p>\\d{1,5})\\$${encoded('salt')}\\$${encoded('key')}$`),
    read: ({ ln, r, p, salt = '', key = '' }) => toScrypt(2 ** Number(ln), Number(r), Number(p), fromB64(salt), fromB64(key)),
  },
  // Werkzeug: the salt is the text itself, the key is in hex.
  {
    pattern: /^scrypt:(?<n>\d{1,10}):(?<r>\d{1,5}):(?<p>\d{1,5})\$(?<salt>[!-#%-~]{1,128})\$(?<key>(?:[0-9a-f]{2}){16,64})$/,
    read: ({ n, r, p, salt = '', key = '' }) => toScrypt(Number(n), Number(r), Number(p), Buffer.from(salt), Buffer.from(key, 'hex')),
  },
  // Django: the salt is the text itself.
  {
    pattern: new RegExp(`^scrypt\\$(?<salt>[!-#%-~]{1,128})\\$(?<n>\\d{1,10})\\$(?<r>\\d{1,5})\\$(?<p>\\d{1,5})\\$${encoded('key')}$`),
    read: ({ n, r, p, salt = '', key = '' }) => toScrypt(Number(n), Number(r), Number(p), Buffer.from(salt), fromB64(key)),
  },
  {
    pattern: new RegExp(`^\\$pbkdf2-${digest}\\$i=${iterations}(?:,l=\\d{1,3})?\\$${encoded('salt')}\\$${encoded('key')}$`),
    read: (groups) => toPbkdf2(groups.digest, groups.iterations, fromB64(groups.salt ?? ''), fromB64(groups.key ?? '')),
  },
  // passlib, whose plain `pbkdf2` is SHA-1.
  {
    pattern: new RegExp(`^\\$pbkdf2(?:-${digest})?\\$${iterations}\\$${encoded('salt')}\\$${encoded('key')}$`),
    read: (groups) => toPbkdf2(groups.digest ?? 'sha1', groups.iterations, fromB64(groups.salt ?? ''), fromB64(groups.key ?? '')),
  },
  // Werkzeug.
  {
    pattern: new RegExp(`^pbkdf2:${digest}:${iterations}\\$(?<salt>[!-#%-~]{1,128})\\$(?<key>(?:[0-9a-f]{2}){16,64})$`),
    read: (groups) => toPbkdf2(groups.digest, groups.iterations, Buffer.from(groups.salt ?? ''), Buffer.from(groups.key ?? '', 'hex')),
  },
  // Django.
  {
    pattern: new RegExp(`^pbkdf2_${digest}\\$${iterations}\\$(?<salt>[!-#%-~]{1,128})\\$${encoded('key')}$`),
    read: (groups) => toPbkdf2(groups.digest, groups.iterations, Buffer.from(groups.salt ?? ''), fromB64(groups.key ?? '')),
  },
];

function between(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

function derivedInBounds({ salt, key }: Derived): boolean {
  return between(key.length, bounds.keyBytes.min, bounds.keyBytes.max) && between(salt.length, bounds.saltBytes.min, bounds.saltBytes.max);
}

function inBounds(hash: ForeignHash): boolean {
  switch (hash.scheme) {
    case 'bcrypt':
      return between(hash.cost, 4, bounds.bcryptCost);
    case 'argon2':
      return (
        between(hash.lanes, 1, bounds.argon2Lanes) &&
        between(hash.memoryKib, 8 * hash.lanes, bounds.argon2MemoryKib) &&
        between(hash.passes, 1, Math.floor(bounds.argon2Work / hash.memoryKib))
      );
    case 'scrypt': {
      const { cost, blockSize, lanes } = hash;
      const isPower = Number.isInteger(Math.log2(cost)) && cost >= 2;
      return (
        isPower &&
        blockSize >= 1 &&
        lanes >= 1 &&
        cost < 2 ** (16 * blockSize) &&
        cost * blockSize * lanes <= bounds.scryptWork &&
        derivedInBounds(hash)
      );
    }
    case 'pbkdf2':
      // A key longer than the digest is computed block by block, each with all iterations (RFC 8018 §5.2).
      return (
        derivedInBounds(hash) &&
        between(hash.iterations * Math.ceil(hash.key.length / digestBytes[hash.digest]), 1, bounds.pbkdf2Iterations)
      );
  }
}

/**
 * Reads a password hash from another system: bcrypt, Argon2, scrypt or PBKDF2, in PHC form or as Django, passlib and
 * Werkzeug spell them. Nothing is computed. What is unknown, or would cost too much to ever check, is refused here, at import.
 */
export function parseForeignHash(text: string): { hash: ForeignHash } | { hash: null; failure: ForeignHashFailure } {
  if (text.length > bounds.length) return { hash: null, failure: 'unknown_format' };
  for (const { pattern, read } of spellings) {
    const groups = pattern.exec(text)?.groups;
    if (!groups) continue;
    const hash = read(groups);
    return inBounds(hash) ? { hash } : { hash: null, failure: 'out_of_bounds' };
  }
  return { hash: null, failure: 'unknown_format' };
}

const runScrypt = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const runPbkdf2 = promisify(pbkdf2);

/** bcrypt looks at so many bytes of a password and ignores the rest. */
export const bcryptPasswordBytes = 72;

/** Whether the password makes this hash, as the system it comes from would have said. Runs in the thread pool; call it through the hash queue. */
export async function verifyForeignHash(hash: ForeignHash, password: string): Promise<boolean> {
  switch (hash.scheme) {
    case 'bcrypt':
      return verifyBcrypt(password, hash.stored);
    case 'argon2':
      return verifyArgon2(hash.stored, password);
    case 'scrypt': {
      const { cost, blockSize, lanes, salt, key } = hash;
      // Node refuses more memory than `maxmem`; what is needed besides the blocks is small.
      const maxmem = 128 * blockSize * (cost + lanes + 2) + 1_048_576;
      return equalBytes(await runScrypt(password, salt, key.length, { N: cost, r: blockSize, p: lanes, maxmem }), key);
    }
    case 'pbkdf2':
      return equalBytes(await runPbkdf2(password, hash.salt, hash.iterations, hash.key.length, hash.digest), hash.key);
  }
}
