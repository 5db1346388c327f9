import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { sha256 } from './hash.ts';
import { hashSecret, looksLikeSecret, makeSecret } from './prefixed-secret.ts';

it('a secret is its kind, 32 random base62 digits and their CRC32, so that a scanner knows it offline', () => {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  for (let round = 0; round < 200; round += 1) {
    const { secret, prefix, hash } = makeSecret('api_key');
    const match = /^gate_live_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/.exec(secret);
    const [random = '', checksum = ''] = match?.slice(1) ?? [];
    const value = [...checksum].reduce((sum, digit) => sum * 62n + BigInt(digits.indexOf(digit)), 0n);
    expect(value).toBe(BigInt(crc32(random)));
    expect(prefix).toBe(secret.slice(0, 14));
    expect(hash).toEqual(sha256(secret));
    expect(hashSecret('api_key', secret)).toEqual(hash);
  }
});

it('each secret is new', () => {
  expect(new Set(Array.from({ length: 1000 }, () => makeSecret('api_key').secret)).size).toBe(1000);
});

it('a changed, cut, prolonged or foreign secret has no hash', () => {
  const { secret } = makeSecret('api_key');
  for (let place = 10; place < secret.length; place += 1) {
    const other = secret[place] === 'a' ? 'b' : 'a';
    expect(hashSecret('api_key', secret.slice(0, place) + other + secret.slice(place + 1))).toBeNull();
  }
  for (const text of [secret.slice(0, -1), `${secret}a`, secret.toUpperCase(), '', 'gate_live_', secret.slice(10), `${secret}\n`])
    expect(hashSecret('api_key', text)).toBeNull();
  expect(hashSecret('client_secret', secret)).toBeNull();
  expect(hashSecret('api_key', makeSecret('client_secret').secret)).toBeNull();
  expect(looksLikeSecret('client_secret', secret)).toBe(false);
});
