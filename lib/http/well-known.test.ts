import { expect, it } from 'vitest';
import { answerChangePassword } from './change-password.ts';
import { answerJwks } from './jwks.ts';
import { answerPasskeyEndpoints } from './passkey-endpoints.ts';
import { answerSecurityText } from './security-text.ts';

it('the key set is public, cacheable and holds no private part', async () => {
  const response = await answerJwks();
  expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  const { keys } = (await response.json()) as { keys: Record<string, string>[] };
  expect(keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: expect.any(String), x: expect.any(String) }]);
});

it('security.txt has a contact and an expiry within a year (RFC 9116)', async () => {
  const response = answerSecurityText();
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const lines = (await response.text()).trim().split('\n');
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  expect(fields.get('Contact')).toMatch(/^mailto:security@/);
  const days = (Date.parse(fields.get('Expires') ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(30);
  expect(days).toBeLessThan(365);
});

it('password managers are led to the page that changes the password', () => {
  const response = answerChangePassword();
  expect([response.status, response.headers.get('location')]).toEqual([302, 'http://localhost:3000/security#password']);
});

it('password managers are told where passkeys are made and managed', async () => {
  const response = answerPasskeyEndpoints();
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const page = 'http://localhost:3000/security#passkeys';
  expect(await response.json()).toEqual({ enroll: page, manage: page });
});
