import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { db } from '#lib/db/client.ts';
import { tokenAlgorithms } from '#lib/env/values.ts';
import { keyLifetimes } from '#lib/tokens/key-lifetimes.ts';
import { currentSigner, forgetSigningKeys } from '#lib/tokens/signing-keys.ts';
import { rotateNow, signWith } from '#scripts/testing/signing-keys.ts';
import { answerChangePassword } from './change-password.ts';
import { allowJwks, answerJwks } from './jwks.ts';
import { answerPasskeyEndpoints } from './passkey-endpoints.ts';
import { answerSecurityText } from './security-text.ts';

const address = 'http://localhost:3000/.well-known/jwks.json';
const fetchJwks = (headers: Record<string, string> = {}, method = 'GET') => answerJwks(new Request(address, { method, headers }));

const publicMembers = {
  EdDSA: { kty: 'OKP', crv: 'Ed25519', x: expect.stringMatching(/^[\w-]{43}$/) },
  ES256: { kty: 'EC', crv: 'P-256', x: expect.stringMatching(/^[\w-]{43}$/), y: expect.stringMatching(/^[\w-]{43}$/) },
  // 3072 bits.
  RS256: { kty: 'RSA', n: expect.stringMatching(/^[\w-]{512}$/), e: 'AQAB' },
};

describe('the key set', () => {
  it.each(tokenAlgorithms)('with %s holds the public members of the keys and nothing else, the signing key first', async (algorithm) => {
    await signWith(algorithm);
    const { keys } = (await (await fetchJwks()).json()) as { keys: Record<string, string>[] };
    const kid = expect.stringMatching(/^[\w-]{16}$/);
    expect(keys[0]).toEqual({ ...publicMembers[algorithm], alg: algorithm, use: 'sig', kid });
    expect(keys[0]?.kid).toBe((await currentSigner()).kid);
    for (const key of keys) expect(key).toEqual({ ...publicMembers[key.alg as typeof algorithm], alg: key.alg, use: 'sig', kid });
  });

  it('holds no private part even where one was stored beside the public one', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const { kid } = await currentSigner();
    const stored = await db().signingKey.findUniqueOrThrow({ where: { kid } });
    await db().signingKey.update({ where: { kid }, data: { publicJwk: { ...(await exportJWK(privateKey)), k: 'secret', other: 1 } } });
    forgetSigningKeys();
    const { keys } = (await (await fetchJwks()).json()) as { keys: Record<string, string>[] };
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    await db().signingKey.update({ where: { kid }, data: { publicJwk: stored.publicJwk ?? {} } });
    forgetSigningKeys();
  });

  it('is public, for any page, and kept by caches for less time than a key is published before it signs', async () => {
    const { headers } = await fetchJwks({ origin: 'https://app.example.com' });
    expect(headers.get('content-type')).toBe('application/jwk-set+json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const control = headers.get('cache-control') ?? '';
    expect(control).toBe('public, max-age=300, stale-while-revalidate=300, stale-if-error=300');
    const [maxAge = 0, stale = 0] = [...control.matchAll(/=(\d+)/g)].map((match) => Number(match[1]));
    expect(keyLifetimes.published).toBeGreaterThan(maxAge + stale + 60);
  });

  it('is answered with 304 to whoever has it, and anew once a key has changed', async () => {
    const first = await fetchJwks();
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await fetchJwks({ 'if-none-match': known });
      expect([known, again.status, await again.text()]).toEqual([known, 304, '']);
      expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
      expect(again.headers.get('etag')).toBe(etag);
      expect(again.headers.get('access-control-allow-origin')).toBe('*');
    }
    for (const other of ['"other"', '', etag.replaceAll('"', '')]) expect((await fetchJwks({ 'if-none-match': other })).status).toBe(200);
    await rotateNow();
    const changed = await fetchJwks({ 'if-none-match': etag });
    expect([changed.status, changed.headers.get('etag') === etag]).toEqual([200, false]);
  });

  it('answers HEAD without a body, and the question whether a page may ask', async () => {
    const head = await fetchJwks({}, 'HEAD');
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', (await fetchJwks()).headers.get('etag')]);
    const asked = allowJwks();
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(asked.headers.get('access-control-allow-headers')).toBe('If-None-Match');
  });
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
