import { describe, expect, test } from 'vitest';
import { ipKey } from './ip-key.ts';

describe('ipKey', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
  ])('counts the IPv4 address %s whole', (address, key) => expect(ipKey(address)).toBe(key));

  test.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::1]', '2001:db8:1:2::/64'],
    ['2001:db8::2:0:0:0:1', '2001:db8:0:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['fe80::1%25eth0', 'fe80:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
  ])('counts the IPv6 address %s by its /64', (address, key) => expect(ipKey(address)).toBe(key));

  test.each(['::ffff:203.0.113.7', '::FFFF:203.0.113.7', '0:0:0:0:0:ffff:203.0.113.7', '::ffff:cb00:7107', '[::ffff:cb00:7107]'])(
    'counts %s as the IPv4 address it stands for',
    (address) => expect(ipKey(address)).toBe('203.0.113.7'),
  );

  test.each([
    null,
    undefined,
    '',
    ' ',
    'unknown',
    'localhost',
    '256.0.0.1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1.2.3.4:80',
    '0x7f.1',
    '2130706433',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::ffff:256.0.0.1',
    '::ffff:1.2.3',
    '1.2.3.4::',
    '[::1',
    '[::1]:80',
    '203.0.113.7, 10.0.0.1',
    '203.0.113.7\u0000',
    `::${'0'.repeat(80)}1`,
    '%eth0',
    '1.2.3.4%eth0',
  ])('puts %j under the one shared key of unknown addresses', (address) => expect(ipKey(address)).toBe('unknown'));

  test('all addresses of one /64 share a key and the next /64 does not', () => {
    const keys = new Set(Array.from({ length: 500 }, (_, index) => ipKey(`2001:db8:0:7::${index.toString(16)}`)));
    expect([...keys]).toEqual(['2001:db8:0:7::/64']);
    expect(ipKey('2001:db8:0:8::1')).not.toBe('2001:db8:0:7::/64');
  });
});
