import { describe, expect, it } from 'vitest';
import { isLoopbackAddress } from '#lib/env/loopback.ts';
import { clientAddress, normaliseAddress } from './client-address.ts';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:CB00:7107', '203.0.113.7'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['203.0.113.7:5123', '203.0.113.7'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is %s', (text, address) => {
  expect(normaliseAddress(text)).toBe(address);
});

it.each(['', 'unknown', '1.2.3', '1.2.3.4.5', '999.1.1.1', '<script>', '_hidden', undefined])('%s is no address', (text) => {
  expect(normaliseAddress(text)).toBeNull();
});

it('loopback is known in all its spellings', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map((text) => isLoopbackAddress(normaliseAddress(text) ?? ''))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(isLoopbackAddress('128.0.0.1')).toBe(false);
});

describe('the caller is', () => {
  const peer = '::ffff:10.0.0.1';
  it('the socket, whatever X-Forwarded-For says, when no proxy is trusted', () => {
    expect(clientAddress({ peer, forwardedFor: '6.6.6.6', trustedProxies: 0 })).toBe('10.0.0.1');
  });
  it('the n-th entry from the right behind n trusted proxies', () => {
    expect(clientAddress({ peer, forwardedFor: '6.6.6.6, 203.0.113.7', trustedProxies: 1 })).toBe('203.0.113.7');
    expect(clientAddress({ peer, forwardedFor: '6.6.6.6, 203.0.113.7, 10.0.0.2', trustedProxies: 2 })).toBe('203.0.113.7');
  });
  it('the socket when that entry is missing or garbage', () => {
    expect(clientAddress({ peer, forwardedFor: undefined, trustedProxies: 1 })).toBe('10.0.0.1');
    expect(clientAddress({ peer, forwardedFor: '203.0.113.7', trustedProxies: 2 })).toBe('10.0.0.1');
    expect(clientAddress({ peer, forwardedFor: '203.0.113.7, unknown', trustedProxies: 1 })).toBe('10.0.0.1');
  });
});
