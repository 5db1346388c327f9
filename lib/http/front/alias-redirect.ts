import type { IncomingMessage } from 'node:http';
import { hostName, isLoopbackName } from './inbound-headers.ts';

/**
 * Where to send a browser that came by another name of this machine (127.0.0.1, [::1]) while links, cookies and
 * passkeys belong to localhost; null when it came the right way. Only page visits, never API calls.
 */
export function aliasRedirect(
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  target: { path: string; search: string },
  appUrl: URL,
): string | null {
  const { method, headers } = request;
  if (method !== 'GET' && method !== 'HEAD') return null;
  if (/^\/(?:api|health|metrics|\.well-known|llms\.txt|llms-full\.txt|_next)(?:\/|$)/.test(target.path)) return null;
  const isVisit =
    headers['sec-fetch-mode'] === 'navigate' || (headers['sec-fetch-mode'] === undefined && (headers.accept ?? '').includes('text/html'));
  if (!isVisit || !isLoopbackName(appUrl.hostname)) return null;
  const host = (headers.host ?? '').trim().toLowerCase();
  const port = /:(\d+)$/.exec(host)?.[1] ?? '80';
  if (host === appUrl.host || !isLoopbackName(hostName(host)) || port !== (appUrl.port || '80')) return null;
  return `${appUrl.origin}${target.path}${target.search}`;
}
