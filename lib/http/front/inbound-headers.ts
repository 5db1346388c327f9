import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackAddress, isLoopbackHost } from '#lib/env/loopback.ts';
import { normaliseAddress } from './client-address.ts';

/** The one header of ours that callers write (lib/http/read-pool.ts). */
const poolHeader = 'x-gatehouse-pool';

const strippedPrefixes = [
  'x-gatehouse-',
  'x-middleware-',
  'x-forwarded-',
  'x-invoke-',
  'x-next-',
  'x-prerender-',
  'x-vercel-',
  'x-now-',
  'x-action-',
  'content-security-policy',
];

const strippedNames = new Set([
  'x-nonce',
  'x-request-id',
  'x-forwarded',
  'forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-original-forwarded-for',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'true-client-ip',
  'fastly-client-ip',
  'x-original-host',
  'x-original-url',
  'x-rewrite-url',
  'x-host',
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
  'next-resume',
  'x-matched-path',
  'x-nextjs-data',
  'proxy',
  'host',
]);

const forwardingNames = new Set([
  'forwarded',
  'via',
  'x-forwarded',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'cf-connecting-ip',
  'true-client-ip',
  'fastly-client-ip',
]);

/** Headers that only our own front, middleware and Next may write; from outside they are lies. */
export function isInternalHeader(name: string): boolean {
  if (name === poolHeader) return false;
  return strippedNames.has(name) || strippedPrefixes.some((prefix) => name.startsWith(prefix));
}

/** The host name in a Host header or authority, without port and brackets. */
export function hostName(host: string | undefined): string {
  const text = (host ?? '').trim().toLowerCase();
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/:\d*$/, '');
}

/** A name by which a browser on this machine reaches it. */
export function isLoopbackName(name: string): boolean {
  return isLoopbackHost(normaliseAddress(name) ?? name);
}

/**
 * True when the caller sits on this machine: the socket says so and nothing shows that somebody else's request was
 * passed on. The Host must be a name of this machine too, or a page elsewhere whose name is made to point here
 * (DNS rebinding) would be let in by the visitor's browser.
 */
export function isLocalCaller(headers: IncomingHttpHeaders, peer: string | undefined, appUrl: URL): boolean {
  if (!isLoopbackAddress(normaliseAddress(peer) ?? '')) return false;
  for (const name of Object.keys(headers)) if (forwardingNames.has(name) || name.startsWith('x-forwarded-')) return false;
  const name = hostName(headers.host);
  return isLoopbackName(name) || name === hostName(appUrl.host);
}

export type RequestFacts = { appUrl: URL; client: string; local: boolean; requestId: string; allowedOrigin: string | null };

/** The headers that go on to the application: the caller's without the internal ones, and ours. */
export function inboundHeaders(
  headers: IncomingHttpHeaders,
  { appUrl, client, local, requestId, allowedOrigin }: RequestFacts,
): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !isInternalHeader(name));
  const result: IncomingHttpHeaders = Object.fromEntries(kept);
  // Pages with Referrer-Policy no-referrer send `null`; Sec-Fetch-Site is the browser's word, pages cannot write it.
  if (headers.origin === 'null' && headers['sec-fetch-site'] === 'same-origin') result.origin = appUrl.origin;
  return {
    ...result,
    host: appUrl.host,
    'x-forwarded-host': appUrl.host,
    'x-forwarded-proto': appUrl.protocol.slice(0, -1),
    'x-forwarded-port': appUrl.port || (appUrl.protocol === 'https:' ? '443' : '80'),
    'x-forwarded-for': client,
    'x-request-id': requestId,
    'x-gatehouse-client-ip': client,
    ...(local ? { 'x-gatehouse-local': '1' } : {}),
    ...(allowedOrigin === null ? {} : { 'x-gatehouse-allowed-origin': allowedOrigin }),
  };
}

/** Headers as Node keeps them beside `headers`: name, value, name, value. */
export function rawHeaders(headers: IncomingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [value].flat().flatMap((one) => [name, one])));
}
