import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ServiceError } from '#lib/errors.ts';
import { countryOf, normalizePhone } from './phone-number.ts';

function reasonFor(text: string): string | undefined {
  try {
    return `accepted as ${normalizePhone(text)}`;
  } catch (error) {
    return error instanceof ServiceError ? error.details?.fields?.[0]?.code : String(error);
  }
}

describe('normalizePhone', () => {
  it.each([
    ['+4915123456789', '+4915123456789'],
    ['+49 1512 3456789', '+4915123456789'],
    ['+49 (0) 1512 / 345-6789', '+4915123456789'],
    ['+1 (415) 555-2671', '+14155552671'],
    ['+41 79 123 45 67', '+41791234567'],
  ])('%s is %s in E.164', (typed, e164) => expect(normalizePhone(typed)).toBe(e164));

  it.each([
    ['01512 3456789', 'no_country'],
    ['+49 15', 'short_number'],
    ['+49 1512 34567890123456', 'long_number'],
    ['+49 1512 345', 'invalid'],
    ['+49 999999999', 'invalid'],
    ['+999 123456789', 'no_country'],
    ['', 'invalid'],
    ['+49 900 1234567', 'not_a_mobile'],
    ['+49 800 1234567', 'not_a_mobile'],
  ])('%s is refused: %s', (typed, reason) => expect(reasonFor(typed)).toBe(reason));

  it('knows the country that a number is counted for', () => {
    expect(countryOf('+4915123456789')).toBe('DE');
    expect(countryOf('+14155552671')).toBe('US');
    expect(countryOf('+12042345678')).toBe('CA');
  });
});

describe('with a default country', () => {
  let normalize: typeof normalizePhone;
  beforeAll(async () => {
    vi.stubEnv('SMS_DEFAULT_COUNTRY', 'DE');
    vi.resetModules();
    normalize = (await import('./phone-number.ts')).normalizePhone;
    normalize('+4915123456789');
  });
  afterAll(() => vi.unstubAllEnvs());

  it('takes the national form as well', () => {
    expect(normalize('01512 3456789')).toBe('+4915123456789');
    expect(normalize('+41 79 123 45 67')).toBe('+41791234567');
  });
});
