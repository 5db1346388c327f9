import { hash, verify } from '@node-rs/argon2';
import { hashQueue } from './hash-queue.ts';

/** OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane (RFC 9106, OWASP Password Storage). */
export const argon2Parameters = { algorithm: 2 /* Argon2id */, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const ownPrefix = `$argon2id$v=19$m=${argon2Parameters.memoryCost},t=${argon2Parameters.timeCost},p=${argon2Parameters.parallelism}$`;

/** Whether a hash was made with today's algorithm and parameters; any other is foreign and is replaced when its password is proved. */
export function isOwnHash(stored: string): boolean {
  return stored.startsWith(ownPrefix);
}

/** Argon2id of a password or a short code, as a PHC string. 503 when the queue is full. */
export function slowHash(secret: string): Promise<string> {
  return hashQueue.run(() => hash(secret, argon2Parameters));
}

let decoy: Promise<string> | undefined;

/**
 * Checks a secret against its hash. Without a hash it does the same work against a decoy and answers false,
 * so that the time taken does not tell whether an account or a password exists.
 */
export async function verifySlowHash(stored: string | null, secret: string): Promise<boolean> {
  decoy ??= hash('no one has this password', argon2Parameters);
  const against = stored ?? (await decoy);
  const matches = await hashQueue.run(() => verify(against, secret));
  return stored !== null && matches;
}
