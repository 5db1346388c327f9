import { BlockList, isIP } from 'node:net';

/**
 * Whether a caller's address is in one of the ranges (addresses or CIDR, v4 or v6). No ranges allow every address; an
 * address that could not be told is in none.
 */
export function isAllowedAddress(ranges: readonly string[], address: string | null): boolean {
  if (ranges.length === 0) return true;
  const family = isIP(address ?? '');
  if (!address || family === 0) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', length] = range.split('/');
    const kind = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(network, kind);
    else list.addSubnet(network, Number(length), kind);
  }
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
