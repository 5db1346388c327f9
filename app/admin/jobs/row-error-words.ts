import type { KeptRowError } from '#lib/bulk/list-jobs.ts';
import { type ErrorCode, errorTable } from '#lib/errors.ts';

/** The words there are for a row that went wrong, in the messages below `jobs.rowErrors`. */
const words = [
  'too_long',
  'row_invalid',
  'email_invalid',
  'email_taken',
  'email_unknown',
  'email_repeated',
  'username_invalid',
  'username_taken',
  'username_repeated',
  'text_invalid',
  'pool_invalid',
  'unknown_pool',
  'email_verified_invalid',
  'locale_invalid',
  'timezone_invalid',
  'status_invalid',
  'roles_invalid',
  'unknown_role',
  'roles_approval_required',
  'not_grantable',
  'metadata_invalid',
  'phone_invalid',
  'no_country',
  'short_number',
  'long_number',
  'not_a_mobile',
  'unknown_format',
  'out_of_bounds',
  'plain_password',
  'invalid_format',
  'too_short',
  'totp_secret_too_long',
  'unknown_field',
  'invalid_encoding',
  'invalid_characters',
  'invalid_csv',
  'wrong_columns',
  'invalid_json',
  'self',
  'rank',
  'not_held',
  'permission',
  'deleted',
  'suspended',
  'roles_changed',
  'role_changed',
  'approval_required',
] as const;
type Word = (typeof words)[number];

/** Fields that say the same of what is wrong with them. */
const alike: Record<string, string> = { name: 'text', first_name: 'text', last_name: 'text', password_hash: 'text', totp_secret: 'text' };

function isWord(text: string | undefined): text is Word {
  return words.some((word) => word === text);
}

/**
 * With which of our words a page says what was wrong with a row; null: there are none, and it is said in those that are kept
 * with it, as for rows of before there were others.
 */
export function rowErrorWord({ field, code, message, details }: KeptRowError): `jobs.rowErrors.${Word}` | `errors.${ErrorCode}` | null {
  if (details === null) return null;
  const missing = code === 'FORBIDDEN' && details.permission ? 'permission' : undefined;
  const about = field === null ? 'row' : (alike[field] ?? field);
  const word = [details.reason, missing, `${field}_${code}`, `${about}_${code}`, code].find(isWord);
  if (word) return `jobs.rowErrors.${word}`;
  const known = (Object.keys(errorTable) as ErrorCode[]).find((each) => each === code);
  return known && errorTable[known].message === message ? `errors.${known}` : null;
}
