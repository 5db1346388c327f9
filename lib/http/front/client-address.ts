import { isIP } from 'node:net';

/** One spelling per address: IPv4 in IPv6 is IPv4, IPv6 is lower case and compressed, no zone, no port. Null for anything else. */
export function normaliseAddress(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1];
  const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(trimmed)?.[1];
  const [address = ''] = (bracketed ?? withPort ?? trimmed).split('%', 1);
  const family = isIP(address);
  if (family === 4) return address;
  if (family !== 6) return null;
  const compressed = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(compressed);
  if (!mapped?.[1] || !mapped[2]) return compressed;
  const high = Number.parseInt(mapped[1], 16);
  const low = Number.parseInt(mapped[2], 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/**
 * The caller's address: the socket's, or with `trustedProxies` = n the n-th from the right of X-Forwarded-For. Each
 * proxy adds what it saw at the right, so everything further left was written by the caller. Falls back to the socket.
 */
export function clientAddress(options: { peer: string | undefined; forwardedFor: string | undefined; trustedProxies: number }): string {
  const peer = normaliseAddress(options.peer) ?? '0.0.0.0';
  if (options.trustedProxies === 0) return peer;
  const entries = (options.forwardedFor ?? '').split(',');
  return normaliseAddress(entries.at(-options.trustedProxies)) ?? peer;
}
