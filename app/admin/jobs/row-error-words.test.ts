import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import type { KeptRowError } from '#lib/bulk/list-jobs.ts';
import { RowRefused, readRow } from '#lib/bulk/read-row.ts';
import { errorTable } from '#lib/errors.ts';
import de from '#lib/i18n/messages/de.json' with { type: 'json' };
import en from '#lib/i18n/messages/en.json' with { type: 'json' };
import { rowErrorWord } from './row-error-words.ts';

const email = 'ada@example.com';
const kept = (error: Partial<KeptRowError>): KeptRowError => ({
  ...{ row: 1, user_id: null, field: null, code: 'CONFLICT', message: 'As the API says it.', details: {} },
  ...error,
});

/** What is wrong with a row, as it is kept. */
function mistakesOf(row: unknown, format: Parameters<typeof readRow>[2] = { format: 'ndjson' }): KeptRowError[] {
  try {
    readRow(1, typeof row === 'string' ? row : JSON.stringify(row), format);
  } catch (error) {
    if (error instanceof RowRefused) return error.mistakes.map(({ field, ...mistake }) => kept({ field: field || null, ...mistake }));
  }
  throw new Error('Nothing is wrong with this row.');
}

describe('a row that went wrong is said in the language of whoever reads', () => {
  it.each([
    [{ email: 'no address' }, 'email_invalid'],
    [{}, 'email_invalid'],
    [{ email, name: 'x'.repeat(121) }, 'too_long'],
    [{ email, name: 'in\u0007visible' }, 'text_invalid'],
    [{ email, username: '-' }, 'username_invalid'],
    [{ email, pool: 'No Pool' }, 'pool_invalid'],
    [{ email, email_verified: 'yes' }, 'email_verified_invalid'],
    [{ email, locale: 'xx' }, 'locale_invalid'],
    [{ email, timezone: 'Mars/Base' }, 'timezone_invalid'],
    [{ email, status: 'deleted' }, 'status_invalid'],
    [{ email, roles: ['No Role'] }, 'roles_invalid'],
    [{ email, metadata: { note: 'x'.repeat(9000) } }, 'metadata_invalid'],
    [{ email, phone: 'call me' }, 'phone_invalid'],
    [{ email, phone: '+49 1' }, 'short_number'],
    [{ email, password_hash: 'tr0ub4dor&3' }, 'unknown_format'],
    [{ email, totp_secret: 'not base32!' }, 'invalid_format'],
    [{ email, totp_secret: 'JBSWY3DPEHPK3PXP' }, 'too_short'],
    [{ email, totp_secret: 'JBSWY3DP'.repeat(20) }, 'totp_secret_too_long'],
    [{ email, password: 'in the clear' }, 'plain_password'],
    [{ email, is_admin: true }, 'unknown_field'],
    [[1], 'row_invalid'],
    ['{"email":', 'invalid_json'],
  ])('%j: %s', (row, word) => {
    expect(mistakesOf(row).map(rowErrorWord)).toEqual([`jobs.rowErrors.${word}`]);
  });

  it('with its numbers, of which there is none of what the row said', () => {
    const csv = { format: 'csv', delimiter: ',', columns: ['email', 'name'] } as const;
    const [cells] = mistakesOf('a,b,c', csv);
    const [long] = mistakesOf({ email, name: 'x'.repeat(121) });
    const t = createTranslator({ locale: 'de', messages: de });
    const say = (error: KeptRowError | undefined) => {
      const word = error && rowErrorWord(error);
      return word && t(word, { ...error.details });
    };
    expect(say(cells)).toBe('Diese Zeile hat 3 Zellen, die erste der Datei hat 2.');
    expect(say(long)).toBe('Höchstens 120 Zeichen.');
  });

  it('which of several refusals with one code it was', () => {
    const refused = (code: string, details: object = {}) => rowErrorWord(kept({ code, details }));
    expect(refused('CONFLICT', { reason: 'deleted' })).toBe('jobs.rowErrors.deleted');
    expect(refused('FORBIDDEN', { reason: 'rank', permission: 'admin.users.write' })).toBe('jobs.rowErrors.rank');
    expect(refused('FORBIDDEN', { permission: 'admin.users.write' })).toBe('jobs.rowErrors.permission');
    expect(rowErrorWord(kept({ code: 'LAST_ADMIN', message: errorTable.LAST_ADMIN.message }))).toBe('errors.LAST_ADMIN');
    expect(rowErrorWord(kept({ field: 'username', code: 'taken' }))).toBe('jobs.rowErrors.username_taken');
  });

  it('in the words that are kept with it where there are no others, as with rows of before there were', () => {
    expect(rowErrorWord(kept({ code: 'CONFLICT', details: { reason: 'never_heard_of' } }))).toBeNull();
    expect(rowErrorWord(kept({ field: 'email', code: 'taken', details: null }))).toBeNull();
  });

  it('there are words for each in both languages', () => {
    expect(Object.keys(de.jobs.rowErrors)).toEqual(Object.keys(en.jobs.rowErrors));
  });
});
