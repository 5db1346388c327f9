/** The one shared key of every caller whose address cannot be read: limited together, never skipped. */
export const unknownIpKey = 'unknown';

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

function parseGroups(text: string): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  for (const group of text.split(':')) {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
    groups.push(Number.parseInt(group, 16));
  }
  return groups;
}

/** `…:192.0.2.1` written as two groups, so that only one notation is left to parse. */
function withoutDottedTail(text: string): string | null {
  if (!text.includes('.')) return text;
  const colon = text.lastIndexOf(':');
  const tail = text.slice(colon + 1);
  if (colon < 0 || !ipv4.test(tail)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number);
  return `${text.slice(0, colon + 1)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function parseIpv6(text: string): number[] | null {
  const plain = withoutDottedTail(text);
  if (plain === null) return null;
  const halves = plain.split('::');
  if (halves.length > 2) return null;
  const head = parseGroups(halves[0] ?? '');
  if (!head) return null;
  if (halves.length === 1) return head.length === 8 ? head : null;
  const tail = parseGroups(halves[1] ?? '');
  // RFC 4291 §2.2: "::" stands for at least one group.
  if (!tail || head.length + tail.length > 7) return null;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/**
 * What an address is counted under: IPv4 whole, IPv6 by its /64 because one subscriber owns at least that much,
 * an IPv4 address mapped into IPv6 as that IPv4 address, everything else `unknown`.
 */
export function ipKey(address: string | null | undefined): string {
  const text = (address ?? '').trim().replace(/^\[(.*)\]$/, '$1');
  // 60 characters hold the longest address with a zone id; longer input is not an address.
  if (text.length === 0 || text.length > 60) return unknownIpKey;
  if (ipv4.test(text)) return text;
  const groups = parseIpv6(text.replace(/%[\w.-]+$/, ''));
  if (!groups) return unknownIpKey;
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    const [high = 0, low = 0] = groups.slice(6);
    return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}
