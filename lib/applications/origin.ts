import { isLoopbackHost } from '#lib/env/loopback.ts';

const maxLength = 300;
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

function isHostName(hostname: string): boolean {
  // The brackets of an IPv6 address; the URL parser has checked what is between them.
  if (hostname.startsWith('[')) return true;
  return hostname.length <= 253 && hostname.split('.').every((part) => label.test(part));
}

/**
 * The origin that somebody typed, as browsers write it in `Origin` (RFC 6454 §6.2): lower case, punycode, no default
 * port. Null for everything else: a path, a query, a user, a wildcard, `null`, http beyond this machine, and spellings
 * that a reader would take for another host than the browser does.
 */
export function parseOrigin(text: string): string | null {
  if (text.length > maxLength || !/^https?:\/\/[^\s/?#\\@%*]+$/i.test(text)) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (url.protocol !== 'https:' && !isLoopbackHost(url.hostname)) return null;
  if (!isHostName(url.hostname)) return null;
  // Numbers in other bases, invisible or full-width letters: what is stored must be what was read.
  const typed = text.toLowerCase().replace(/^https?:\/\//, '');
  const defaultPort = url.protocol === 'https:' ? ':443' : ':80';
  const isPlain = [url.host, `${url.host}${defaultPort}`].includes(typed);
  const isInternational = /[^\0-\x7f]/.test(typed) && typed.normalize('NFKC') === typed && url.hostname.includes('xn--');
  return isPlain || isInternational ? url.origin : null;
}
