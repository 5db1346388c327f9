import { z } from 'zod';
import { email, locale, plainText, timezone, username } from '#lib/contracts/fields.ts';
import { userMetadata } from '#lib/contracts/managed-users.ts';
import { poolName } from '#lib/contracts/pools.ts';
import { ServiceError } from '#lib/errors.ts';
import { parseForeignHash } from '#lib/passwords/foreign-hash.ts';
import { isOwnHash } from '#lib/passwords/slow-hash.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { normalizePhone } from '#lib/sms/phone-number.ts';
import { withoutGuard } from './csv-cell.ts';
import type { ImportField } from './import-columns.ts';
import type { RowError, RowErrorDetails } from './job.ts';
import { readCells } from './read-cells.ts';

const optional = (max: number) =>
  plainText(max)
    .nullish()
    .transform((text) => text || null);

const roleName = z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'This is not the name of a role.');

const rowShape = z.strictObject({
  email,
  pool: poolName.default(defaultPool),
  email_verified: z.boolean().default(false),
  name: optional(120),
  first_name: optional(80),
  last_name: optional(80),
  username: username.nullish(),
  phone: z.string().max(64).nullish(),
  locale: locale.default('en'),
  timezone: timezone.default('UTC'),
  status: z.enum(['active', 'pending', 'suspended'], 'Only active, pending and suspended users can be imported.').optional(),
  roles: z.array(roleName).max(20).optional(),
  password_hash: z.string().nullish(),
  totp_secret: z.string().nullish(),
  metadata: userMetadata.nullish(),
} satisfies Record<ImportField, z.ZodType>);

/** A row that can be written, but for what the database says to it. */
export type ImportRow = Omit<z.output<typeof rowShape>, 'phone' | 'password_hash' | 'totp_secret' | 'roles'> & {
  row: number;
  phone: string | null;
  passwordHash: string | null;
  totpSecret: string | null;
  roles: readonly string[];
  /** What the row says: the rest are defaults of new accounts. */
  said: ReadonlySet<string>;
};

/** What is wrong with a row: never what it says. */
export type Mistake = Pick<RowError, 'code' | 'message' | 'details'> & { field: string };

export class RowRefused extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super('A row was refused.');
    this.mistakes = mistakes;
  }
}

function refuse(field: string, code: string, message: string, details?: RowErrorDetails): never {
  throw new RowRefused([{ field, code, message, ...(details && { details }) }]);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a record. Refuses what is no UTF-8, and what no field may hold. */
export function textOf(bytes: Uint8Array): string {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return refuse('', 'invalid_encoding', 'This row is not valid UTF-8.');
  }
  if (text.includes('\u0000')) refuse('', 'invalid_characters', 'U+0000 is not allowed.');
  return text;
}

const flags: Record<string, boolean> = { true: true, yes: true, '1': true, false: false, no: false, '0': false };

function parseCell(field: ImportField, text: string): unknown {
  if (field === 'email_verified') return flags[text.toLowerCase()] ?? text;
  if (field === 'roles') return text.split(/[\s;,|]+/).filter(Boolean);
  if (field !== 'metadata') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What a row of a CSV says, by field; an empty cell says nothing. */
function fromCsv(text: string, { delimiter, columns }: { delimiter: string; columns: readonly (string | null)[] }): object {
  const cells = readCells(text, delimiter) ?? refuse('', 'invalid_csv', 'The quotes of this row are not as they should be.');
  if (cells.length !== columns.length)
    refuse('', 'wrong_columns', `This row has ${cells.length} cells, the first one of the file has ${columns.length}.`, {
      cells: cells.length,
      columns: columns.length,
    });
  const values: Record<string, unknown> = {};
  for (const [index, field] of columns.entries()) {
    const cell = withoutGuard(cells[index] ?? '').trim();
    if (field !== null && cell !== '') values[field] = parseCell(field as ImportField, cell);
  }
  return values;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('', 'invalid_json', 'This line is not valid JSON.');
  }
}

function readHash(text: string | null | undefined): string | null {
  if (!text) return null;
  if (isOwnHash(text) && /^[!-~]{60,200}$/.test(text)) return text;
  const { hash, ...refused } = parseForeignHash(text);
  if (hash) return hash.stored;
  const failure = 'failure' in refused ? refused.failure : 'unknown_format';
  return refuse(
    'password_hash',
    failure,
    failure === 'out_of_bounds'
      ? 'This hash would take too long to check.'
      : 'This kind of hash is not known. A password is not taken as it is.',
  );
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** RFC 4226 §4, R6: at least 128 bits. */
const secretBytes = { min: 16, max: 64 };

/** A secret in the one spelling in which we keep it: capitals, no padding, no bits left over. */
function readSecret(text: string | null | undefined): string | null {
  if (!text) return null;
  const letters = text.toUpperCase().replace(/[\s-]/g, '').replace(/=+$/, '');
  if (!/^[A-Z2-7]+$/.test(letters)) refuse('totp_secret', 'invalid_format', 'A secret is written in base32.');
  const bytes = Math.floor((letters.length * 5) / 8);
  if (bytes < secretBytes.min) refuse('totp_secret', 'too_short', 'A secret has at least 128 bits.');
  if (bytes > secretBytes.max) refuse('totp_secret', 'too_long', 'A secret has at most 512 bits.');
  const used = Math.ceil((bytes * 8) / 5);
  const left = used * 5 - bytes * 8;
  const last = base32[(base32.indexOf(letters[used - 1] ?? 'A') >> left) << left] ?? 'A';
  return letters.slice(0, used - 1) + last;
}

function readPhone(text: string | null | undefined): string | null {
  if (!text) return null;
  try {
    return normalizePhone(text);
  } catch (error) {
    const [field] = (error instanceof ServiceError && error.details?.fields) || [];
    if (!field) throw error;
    return refuse('phone', field.code, field.message);
  }
}

export type RowFormat = { format: 'ndjson' } | { format: 'csv'; delimiter: string; columns: readonly (string | null)[] };

function mistakeOf(issue: z.core.$ZodIssue): Mistake {
  const { message } = issue;
  if (issue.code === 'unrecognized_keys') return { field: String(issue.keys[0]).slice(0, 64), code: 'unknown_field', message };
  const field = String(issue.path[0] ?? '');
  if (issue.code !== 'too_big' || issue.origin !== 'string') return { field, code: 'invalid', message };
  return { field, code: 'invalid', message, details: { reason: 'too_long', maximum: Number(issue.maximum) } };
}

/** Reads a row as far as it can be judged by itself. RowRefused says what is wrong with it. */
export function readRow(row: number, text: string, format: RowFormat): ImportRow {
  const given = format.format === 'csv' ? fromCsv(text, format) : fromJson(text);
  if (typeof given === 'object' && given !== null && 'password' in given)
    refuse('password', 'plain_password', 'Passwords are not taken as they are. Send password_hash, or nothing.');
  const parsed = rowShape.safeParse(given);
  if (!parsed.success) throw new RowRefused(parsed.error.issues.slice(0, 5).map(mistakeOf));
  const { phone, password_hash: hash, totp_secret: secret, roles, ...rest } = parsed.data;
  return {
    ...rest,
    row,
    phone: readPhone(phone),
    passwordHash: readHash(hash),
    totpSecret: readSecret(secret),
    roles: roles && roles.length > 0 ? [...new Set(roles)] : ['user'],
    said: new Set(Object.keys(parsed.data).filter((field) => typeof given === 'object' && given !== null && field in given)),
  };
}
