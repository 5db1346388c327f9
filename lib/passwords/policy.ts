import { ServiceError } from '#lib/errors.ts';

const minLength = 8;

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

function refuse(code: 'WEAK_PASSWORD' | 'BREACHED_PASSWORD', reason: string, message: string): never {
  throw new ServiceError(code, { message, details: { fields: [{ path: 'password', code: reason, message }] } });
}

/**
 * Length, known passwords and words about this person or this service (NIST SP 800-63B-4 §3.1.1.2); no composition rules.
 * Throws WEAK_PASSWORD or BREACHED_PASSWORD with the reason.
 */
export async function checkPasswordPolicy(password: string, about: readonly (string | null | undefined)[]): Promise<void> {
  if ([...password].length < minLength) refuse('WEAK_PASSWORD', 'too_short', `Use at least ${minLength} characters.`);
  if (password.trim() === '') refuse('WEAK_PASSWORD', 'blank', 'Use more than spaces.');
  const common = await loadCommonPasswords();
  const bare = core(password);
  if (common.has(password.toLowerCase()) || (bare !== '' && common.has(bare) && bare.length >= password.length - 5)) {
    refuse('BREACHED_PASSWORD', 'common', 'This password is among those attackers try first. Choose another.');
  }
  const words = ['gatehouse', ...about.flatMap((text) => (text ? [text, ...text.split(/[@\s]/)] : []))];
  if (words.some((word) => core(word).length >= 4 && core(word) === bare)) {
    refuse('WEAK_PASSWORD', 'personal', 'This password is your name, your address or the name of this service. Choose another.');
  }
}
