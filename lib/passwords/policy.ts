import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { readPolicies } from '#lib/pools/read-pools.ts';
import type { Policies } from '#lib/settings/settings.ts';
import { isEarlierPassword } from './password-history.ts';

/** Shortest password by NIST SP 800-63B-4 §3.1.1.1: as the only factor, and beside a second one. */
const nistLengths = { alone: 15, besideFactor: 8 } as const;

let commonPasswords: Promise<ReadonlySet<string>> | undefined;

/** 49,000 passwords seen most often in breaches; loaded with the first password that is chosen. */
function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  commonPasswords ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common'].map(String)));
  return commonPasswords;
}

/** Without the digits and signs people add at the ends to satisfy a rule: "CompanyName2026!" is "companyname". */
function core(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}]/gu, '');
}

/** The word with little around it: "MyCompanyName2026" and "company.name!1" are no secret to who knows "CompanyName". */
function isMade(password: string, word: string): boolean {
  if (core(word).length >= 4 && core(word) === core(password)) return true;
  const [own, known] = [letters(password), letters(word)];
  if (known.length < 4 || !own.includes(known)) return false;
  return own.length - known.length <= 2 && [...password].length - known.length <= 8;
}

function serviceWords(): string[] {
  const { hostname } = new URL(env().APP_URL);
  return ['gatehouse', hostname, ...hostname.split('.')];
}

function refuse(code: 'WEAK_PASSWORD' | 'BREACHED_PASSWORD', reason: string, message: string): never {
  throw new ServiceError(code, { message, details: { fields: [{ path: 'password', code: reason, message }] } });
}

/** Whose password it will be, where there is somebody already. */
export type PasswordOwner = { id: string; hasSecondFactor: boolean };

function minLengthOf({ passwords }: Policies, hasSecondFactor: boolean): number {
  if (passwords.policy === 'custom') return passwords.min_length;
  return hasSecondFactor ? nistLengths.besideFactor : nistLengths.alone;
}

/** The shortest password that the people of a pool may choose, in characters. */
export async function minPasswordLength(pool: string, hasSecondFactor: boolean): Promise<number> {
  return minLengthOf(await readPolicies(pool), hasSecondFactor);
}

/**
 * Length, known passwords and words about this person or this service (NIST SP 800-63B-4 §3.1.1.2), earlier passwords
 * where the settings ask for it; no composition rules. Throws WEAK_PASSWORD or BREACHED_PASSWORD with the reason.
 */
export async function checkPasswordPolicy(
  pool: string,
  password: string,
  about: readonly (string | null | undefined)[],
  owner: PasswordOwner | null = null,
): Promise<void> {
  const settings = await readPolicies(pool);
  const { max_length: maxLength, forbid_personal: forbidPersonal, forbidden_words: forbidden, history } = settings.passwords;
  const minLength = minLengthOf(settings, owner?.hasSecondFactor ?? false);
  // Code points: what a person counts as characters, and what NIST counts (§3.1.1.1).
  const length = [...password].length;
  if (length < minLength) refuse('WEAK_PASSWORD', 'too_short', `Use at least ${minLength} characters.`);
  if (length > maxLength) refuse('WEAK_PASSWORD', 'too_long', `Use at most ${maxLength} characters.`);
  if (password.trim() === '') refuse('WEAK_PASSWORD', 'blank', 'Use more than spaces.');
  const common = await loadCommonPasswords();
  const bare = core(password);
  if (common.has(password.toLowerCase()) || (bare !== '' && common.has(bare) && bare.length >= password.length - 5)) {
    refuse('BREACHED_PASSWORD', 'common', 'This password is among those attackers try first. Choose another.');
  }
  const words = about.flatMap((text) => (text ? [text, ...text.split(/[@\s]/)] : []));
  if (forbidPersonal && [...serviceWords(), ...forbidden, ...words].some((word) => isMade(password, word))) {
    refuse('WEAK_PASSWORD', 'personal', 'This password is your name, your address or the name of this service. Choose another.');
  }
  if (owner && history > 0 && (await isEarlierPassword(owner.id, password, history)))
    refuse('WEAK_PASSWORD', 'used_before', 'You had this password before. Choose another.');
}
