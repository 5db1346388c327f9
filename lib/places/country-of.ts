import 'server-only';
import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { type CountryResponse, Reader } from 'mmdb-lib';
import { logger } from '#lib/observability/logger.ts';
import { ipKey } from '#lib/rate-limit/ip-key.ts';

/** The public-domain table (CC0) of which country's holder an address range is assigned to. */
const tablePath = ['node_modules', '@ip-location-db', 'geo-whois-asn-country-mmdb', 'geo-whois-asn-country.mmdb'];

/** Addresses that are in no country (RFC 6890): the table names one even for some of them. */
const nowhere = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  nowhere.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::', 96],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  nowhere.addSubnet(network, prefix, 'ipv6');

type Table = Pick<Reader<CountryResponse>, 'get'>;
/** A row of this table: not MaxMind's shape, which the reader's type describes. */
type Row = { country_code?: string };

let table: Table | undefined;

/** Read with the first question, 10 ms and 8 MB outside the heap, and kept. Without it nobody is kept from signing in. */
function openTable(): Table {
  try {
    return new Reader<CountryResponse>(readFileSync(join(process.cwd(), ...tablePath)));
  } catch (error) {
    logger().warn({ part: 'places', err: error }, 'the table of countries cannot be read; countries stay unknown');
    return { get: () => null };
  }
}

/** The country (ISO 3166-1 alpha-2) in which an address is registered, or null: private, unknown, or not an address. */
export function countryOf(ip: string | null): string | null {
  // Mapped IPv4 as IPv4, IPv6 as the beginning of its /64: one notation, which both the list and the table know.
  const address = ipKey(ip).replace(/\/64$/, '');
  const version = isIP(address);
  if (version === 0 || nowhere.check(address, version === 4 ? 'ipv4' : 'ipv6')) return null;
  table ??= openTable();
  const code = (table.get(address) as Row | null)?.country_code;
  return code && /^[A-Z]{2}$/.test(code) ? code : null;
}
