import 'server-only';
import { derivedKey } from './data-keys.ts';
import { type Bytes, hmacSha256 } from './hash.ts';

async function index(kind: string, value: string): Promise<Bytes> {
  return hmacSha256(await derivedKey('blind-index'), `${kind}:${value}`);
}

/** The form in which addresses are compared: NFC, lower case, no surrounding space. */
export function normalizeEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}

/** Keyed hash for exact look-ups of an address that is stored encrypted. */
export function emailIndex(email: string): Promise<Bytes> {
  return index('email', normalizeEmail(email));
}

/** Keyed hash for exact look-ups of an E.164 number that is stored encrypted. */
export function phoneIndex(phone: string): Promise<Bytes> {
  return index('phone', phone);
}

/** Keyed hash for exact look-ups of a person's name at a provider, which may be an address. */
export function providerSubjectIndex(issuer: string, subject: string): Promise<Bytes> {
  return index('provider-subject', JSON.stringify([issuer, subject]));
}

/** Keyed hash of whom a limit counts (an address, an id), to find the same one again without keeping it readable. */
export async function limitSubjectIndex(subject: string): Promise<Bytes> {
  return (await index('limit-subject', subject)).subarray(0, 16);
}

function trigrams(text: string): string[] {
  const padded = `  ${text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()} `;
  return Array.from({ length: Math.max(0, padded.length - 2) }, (_, start) => padded.slice(start, start + 3));
}

/**
 * Keyed hashes of the trigrams of the given texts, cut to 32 bits, for a GIN-indexed search over encrypted values.
 * What they leak: docs/decisions/0004-searchable-encryption.md.
 */
export async function searchTokens(texts: readonly (string | null | undefined)[]): Promise<number[]> {
  const key = await derivedKey('search');
  const distinct = new Set(texts.flatMap((text) => (text ? trigrams(text) : [])));
  return [...distinct].map((trigram) => new DataView(hmacSha256(key, trigram).buffer).getInt32(0)).sort((a, b) => a - b);
}
