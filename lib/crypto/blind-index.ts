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

/** The form in which fragments are compared: NFKC, lower case, single spaces. */
export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function slices(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 2) }, (_, start) => text.slice(start, start + 3));
}

function trigrams(text: string): string[] {
  return slices(`  ${foldText(text)} `);
}

/** Some 50,000 trigrams are in use, and the same few in most names: an import hashes each once. */
const hashedTrigrams = new Map<string, number>();
const maxHashed = 50_000;

function hashToken(key: Uint8Array, text: string): number {
  return new DataView(hmacSha256(key, text).buffer).getInt32(0);
}

function hashTrigram(key: Uint8Array, trigram: string): number {
  const known = hashedTrigrams.get(trigram);
  if (known !== undefined) return known;
  const token = hashToken(key, trigram);
  if (hashedTrigrams.size < maxHashed) hashedTrigrams.set(trigram, token);
  return token;
}

async function hashTrigrams(all: Iterable<string>): Promise<number[]> {
  const key = await derivedKey('search');
  return [...new Set(all)].map((trigram) => hashTrigram(key, trigram));
}

/** The token of a whole E.164 number. It has none of its trigrams, so no part of a number finds it. */
export async function phoneToken(phone: string): Promise<number> {
  return hashToken(await derivedKey('search'), `phone:${phone}`);
}

/**
 * Keyed hashes of the trigrams of the given texts, and of a phone number, cut to 32 bits, for a GIN-indexed search over
 * encrypted values. In an order that does not say which is what. What they leak: docs/decisions/0004-searchable-encryption.md.
 */
export async function searchTokens(texts: readonly (string | null | undefined)[], phone: string | null = null): Promise<number[]> {
  const tokens = await hashTrigrams(texts.flatMap((text) => (text ? trigrams(text) : [])));
  if (phone) tokens.push(await phoneToken(phone));
  return tokens.sort((a, b) => a - b);
}

/** What a text begins with that has fewer than three letters: a value for one letter, a word in it for two. */
function shortFragment(word: string): string[] {
  return [word.padStart(3)];
}

/**
 * Those of the tokens that whoever has all of these words in them must have. Three letters and more are found anywhere,
 * two at the beginning of a word, one at the beginning of a value. Needed, not sufficient: the words may be elsewhere.
 */
export function fragmentTokens(words: readonly string[]): Promise<number[]> {
  return hashTrigrams(words.flatMap((word) => (word.length < 3 ? shortFragment(word) : slices(word))));
}

/** Whether one of these texts has the word in it, by the same rules. */
export function hasFragment(texts: readonly (string | null)[], word: string): boolean {
  return texts.some((text) => text !== null && `  ${foldText(text)} `.includes(word.padStart(3)));
}
