import { BlockList, isIP } from 'node:net';

const families = { 4: 'ipv4', 6: 'ipv6' } as const;

/**
 * Whether a caller's address, as the HTTP front spells it, is in one of the ranges (addresses or CIDR, v4 or v6). No ranges
 * allow every address; an address that could not be told is in none.
 */
export function isAllowedAddress(ranges: readonly string[], address: string | null): boolean {
  if (ranges.length === 0) return true;
  const version = isIP(address ?? '');
  if (!address || (version !== 4 && version !== 6)) return false;
  const family = families[version];
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', length] = range.split('/');
    // Node takes v4 for v6-mapped: `::/64` would let every v4 address in.
    if (isIP(network) !== version) continue;
    if (length === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(length), family);
  }
  return list.check(address, family);
}
