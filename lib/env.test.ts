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
