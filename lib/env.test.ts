import { describe, expect, it } from 'vitest';
import { parseEnv } from './env.ts';

/** The mistakes that a provider with this issuer brings. */
function mistakes(issuer: string): string[] {
  const parsed = parseEnv({ OIDC_ACME_ISSUER: issuer, OIDC_ACME_ID: 'id', OIDC_ACME_SECRET: 'secret' }, { embedded: true });
  return parsed.ok ? [] : parsed.mistakes.map(({ name }) => name);
}

describe('an OpenID provider', () => {
  it.each([
    'https://login.example.com',
    'https://login.example.com/realms/one',
    'http://localhost:4417',
    'http://127.0.0.1',
    'http://[::1]:80',
  ])('may be at %s', (issuer) => expect(mistakes(issuer)).toEqual([]));

  it.each([
    'http://login.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://127.example.com',
    'http://localhost@login.example.com',
    'http://10.0.0.1',
    'http://[::2]',
    'http://0.0.0.0',
    'ftp://localhost',
    'login.example.com',
  ])('may not be at %s: the process does not start', (issuer) => expect(mistakes(issuer)).toEqual(['OIDC_ACME_ISSUER']));
});

describe('the DNS servers', () => {
  const parse = (text: string) => parseEnv({ DNS_SERVERS: text }, { embedded: true });

  it('are addresses, with a port where it is another', () => {
    const parsed = parse('192.0.2.53, [2001:db8::53]:5353,127.0.0.1:5300,2001:db8::1');
    expect(parsed.ok && parsed.env.DNS_SERVERS).toEqual(['192.0.2.53', '[2001:db8::53]:5353', '127.0.0.1:5300', '2001:db8::1']);
  });

  it.each(['dns.example.com', '192.0.2.53:0', '192.0.2.53:70000', '192.0.2', ',', '[192.0.2.53]:53'])('%s is none', (text) => {
    const parsed = parse(text);
    expect(!parsed.ok && parsed.mistakes.map(({ name }) => name)).toEqual(['DNS_SERVERS']);
  });
});

describe('what sends the mails', () => {
  const parse = (input: Record<string, string>) =>
    parseEnv({ MAIL_FROM: 'Gatehouse <no-reply@example.com>', ...input }, { embedded: true });
  const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  const wrong = (input: Record<string, string>) => {
    const parsed = parse(input);
    return parsed.ok ? [] : parsed.mistakes.map(({ name, problem }) => `${name} ${problem}`);
  };

  it('is the local inbox, a mail server, SendGrid with the key as password, or Amazon SES', () => {
    const inputs: Record<string, string>[] = [
      {},
      { SMTP_URL: 'smtp://mail:25' },
      { SENDGRID_API_KEY: 'SG.a/b' },
      { SES_REGION: 'eu-central-1', ...keys },
    ];
    const settings = inputs.map((input) => {
      const parsed = parse(input);
      return parsed.ok && parsed.env.MAIL;
    });
    expect(settings).toEqual([
      null,
      { provider: 'smtp', url: 'smtp://mail:25' },
      { provider: 'smtp', url: 'smtps://apikey:SG.a%2Fb@smtp.sendgrid.net:465' },
      {
        provider: 'ses',
        region: 'eu-central-1',
        endpoint: undefined,
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      },
    ]);
  });

  it('needs a sender, its keys, and is one of them', () => {
    expect(wrong({ SENDGRID_API_KEY: 'SG.x', MAIL_FROM: '' })).toEqual(['MAIL_FROM is missing']);
    expect(wrong({ SES_REGION: 'eu-central-1' })).toEqual(['AWS_ACCESS_KEY_ID is missing', 'AWS_SECRET_ACCESS_KEY is missing']);
    expect(wrong({ SES_REGION: 'Europe', ...keys })).toEqual(['SES_REGION must be a region such as eu-central-1']);
    expect(wrong({ SMTP_URL: 'smtp://mail:25', SENDGRID_API_KEY: 'SG.x' })).toEqual(['SENDGRID_API_KEY is set together with SMTP_URL']);
  });
});
