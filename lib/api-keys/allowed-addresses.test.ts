import { expect, it } from 'vitest';
import { isAllowedAddress } from './allowed-addresses.ts';

it.each<[string[], string | null, boolean]>([
  [[], '203.0.113.7', true],
  [[], null, true],
  [['203.0.113.7'], '203.0.113.7', true],
  [['203.0.113.7'], '203.0.113.8', false],
  [['203.0.113.0/24'], '203.0.113.255', true],
  [['203.0.113.0/24'], '203.0.114.0', false],
  [['10.0.0.0/8', '203.0.113.0/24'], '203.0.113.1', true],
  [['0.0.0.0/0'], '198.51.100.1', true],
  [['0.0.0.0/0'], '2001:db8::1', false],
  [['2001:db8::/48'], '2001:db8:0:ffff::1', true],
  [['2001:db8::/48'], '2001:db8:1::1', false],
  [['2001:DB8::1'], '2001:db8:0:0:0:0:0:1', true],
  [['::/0'], '203.0.113.7', false],
  [['::/64'], '203.0.113.7', false],
  // An address that could not be told is in no range, not in every one.
  [['0.0.0.0/0', '::/0'], null, false],
  [['0.0.0.0/0', '::/0'], '', false],
  [['0.0.0.0/0', '::/0'], 'unknown', false],
])('%j let in %s: %s', (ranges, address, expected) => {
  expect(isAllowedAddress(ranges, address)).toBe(expected);
});
