import { afterAll, describe, expect, it, vi } from 'vitest';
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
    ['0049 151 23456789', '+4915123456789'],
    ['(0041) 79 / 123-45-67', '+41791234567'],
    ['00 1 415 555 2671', '+14155552671'],
  ])('%s is %s in E.164', (typed, e164) => expect(normalizePhone(typed)).toBe(e164));

  it.each([
    ['01512 3456789', 'no_country'],
    ['00 151 2', 'short_number'],
    ['000 151 23456789', 'no_country'],
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
  afterAll(() => vi.unstubAllEnvs());

  async function normalizerFor(country: string): Promise<typeof normalizePhone> {
    vi.stubEnv('SMS_DEFAULT_COUNTRY', country);
    vi.resetModules();
    return (await import('./phone-number.ts')).normalizePhone;
  }

  it('takes the national form as well, and what is dialled there to call abroad', async () => {
    const german = await normalizerFor('DE');
    expect(german('01512 3456789')).toBe('+4915123456789');
    expect(german('+41 79 123 45 67')).toBe('+41791234567');
    expect(german('0041 79 123 45 67')).toBe('+41791234567');
  });

  it('does not take 00 for + where another prefix is dialled', async () => {
    const american = await normalizerFor('US');
    expect(american('011 41 79 123 45 67')).toBe('+41791234567');
    expect(() => american('0041 79 123 45 67')).toThrow();
  });
});
