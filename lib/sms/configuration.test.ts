import { describe, expect, it } from 'vitest';
import { parseEnv } from '#lib/env.ts';

const accountSid = `AC${'0'.repeat(32)}`;

function mistakes(source: Record<string, string>): string[] {
  const parsed = parseEnv(source, { embedded: true });
  return parsed.ok ? [] : parsed.mistakes.map(({ name, problem }) => `${name} ${problem}`);
}

describe('the configuration of text messages', () => {
  it('needs nothing: messages then land in the inbox', () => {
    const parsed = parseEnv({}, { embedded: true });
    expect(parsed.ok && parsed.env.SMS).toBeNull();
  });

  it.each([
    ['twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM']],
    ['sns', ['SNS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']],
    ['http', ['SMS_HTTP_URL', 'SMS_HTTP_TOKEN']],
  ])('names everything that %s misses at once', (provider, names) => {
    expect(mistakes({ SMS_PROVIDER: provider })).toEqual(names.map((name) => `${name} is missing`));
  });

  it('names every wrong value at once', () => {
    const found = mistakes({
      SMS_PROVIDER: 'pigeon',
      TWILIO_ACCOUNT_SID: 'mine',
      TWILIO_FROM: 'a sender with a long name',
      SNS_REGION: 'Frankfurt',
      SMS_HTTP_URL: 'ftp://gateway',
      SMS_HTTP_TOKEN: 'short',
      SMS_DEFAULT_COUNTRY: 'Germany',
      SMS_COUNTRIES: 'DE,Austria',
      SMS_COUNTRY_DAILY_CAP: '0',
    });
    for (const name of ['SMS_PROVIDER', 'TWILIO_ACCOUNT_SID', 'TWILIO_FROM', 'SNS_REGION', 'SMS_HTTP_URL', 'SMS_HTTP_TOKEN'])
      expect(found).toContainEqual(expect.stringMatching(`^${name} `));
    for (const name of ['SMS_DEFAULT_COUNTRY', 'SMS_COUNTRIES', 'SMS_COUNTRY_DAILY_CAP'])
      expect(found).toContainEqual(expect.stringMatching(`^${name} `));
  });

  it('does not let the settings of a provider lie idle', () => {
    expect(mistakes({ SMS_HTTP_URL: 'https://sms.example.com' })).toEqual(['SMS_PROVIDER is missing although SMS_HTTP_URL is set']);
    expect(mistakes({ AWS_ACCESS_KEY_ID: 'of something else' })).toEqual([]);
  });

  it.each(['+15005550006', `MG${'a'.repeat(32)}`, 'Gatehouse'])('takes %s as a sender', (from) => {
    const source = { SMS_PROVIDER: 'twilio', TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: 'secret', TWILIO_FROM: from };
    expect(mistakes(source)).toEqual([]);
  });
});
