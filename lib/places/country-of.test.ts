import { describe, expect, it } from 'vitest';
import { countryName } from './country-name.ts';
import { countryOf } from './country-of.ts';

describe('the country of an address', () => {
  it.each([
    ['8.8.8.8', 'US'],
    ['91.0.0.1', 'DE'],
    ['2001:4860:4860::8888', 'US'],
    ['2a02:908::1', 'DE'],
  ])('%s is in %s', (ip, country) => {
    expect(countryOf(ip)).toBe(country);
  });

  it.each(['::ffff:91.0.0.1', '::ffff:5b00:1', '[::ffff:91.0.0.1]'])('an IPv4 address written as IPv6 (%s) is that address', (ip) => {
    expect(countryOf(ip)).toBe('DE');
  });

  it.each([
    ...['10.0.0.1', '127.0.0.1', '172.16.5.4', '192.168.1.1', '169.254.1.1', '100.64.0.1', '198.18.0.1', '203.0.113.5', '224.0.0.1'],
    ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', '2001:db8::1', 'ff02::1', '::ffff:192.168.1.1'],
  ])('%s is in no country', (ip) => {
    expect(countryOf(ip)).toBeNull();
  });

  it.each([null, '', 'unknown', '1.1.1', '8.8.8.8.8', '999.1.1.1', '8.8.8.8; DROP', 'g::1', '1'.repeat(5000)])(
    '%s is not an address',
    (ip) => {
      expect(countryOf(ip)).toBeNull();
    },
  );

  it('has a name in the language of the reader', () => {
    expect([countryName('DE', 'en'), countryName('DE', 'de')]).toEqual(['Germany', 'Deutschland']);
  });
});
