import { describe, expect, test } from 'vitest';
import { formatVerdict, limitHeaders, parseVerdict, type Verdict } from './verdict.ts';

const verdict: Verdict = { name: 'role.user', bucket: 'api', limit: 100, remaining: 3, resetSeconds: 42, allowed: true, source: 'shared' };

describe('verdict header', () => {
  test('is read back as it was written', () => {
    expect(parseVerdict(formatVerdict(verdict))).toEqual(verdict);
    expect(parseVerdict(formatVerdict({ ...verdict, allowed: false, source: 'off' }))).toEqual({
      ...verdict,
      allowed: false,
      source: 'off',
    });
  });

  test.each([
    null,
    '',
    'name=login',
    `${formatVerdict(verdict)};x=1`,
    `${formatVerdict(verdict)}, ${formatVerdict(verdict)}`,
    formatVerdict(verdict).replace('role.user', 'constructor'),
    formatVerdict(verdict).replace('=3', '=-3'),
  ])('is not believed in any other form: %s', (text) => expect(parseVerdict(text)).toBeNull());
});

describe('limitHeaders', () => {
  test('names limit, remaining and reset in seconds, and Retry-After only on a refusal', () => {
    expect(limitHeaders(verdict)).toEqual({ 'RateLimit-Limit': '100', 'RateLimit-Remaining': '3', 'RateLimit-Reset': '42' });
    expect(limitHeaders({ ...verdict, allowed: false, remaining: 0 })).toMatchObject({ 'Retry-After': '42', 'RateLimit-Remaining': '0' });
  });

  test('says nothing about a lifted limit', () => expect(limitHeaders({ ...verdict, source: 'off' })).toEqual({}));
});
