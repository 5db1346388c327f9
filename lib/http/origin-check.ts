import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { allowedOriginHeader } from './internal-headers.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that another site makes a browser send (CSRF). With a cookie the request must prove that it comes
 * from our own pages, by Origin or Sec-Fetch-Site (W3C Fetch Metadata); without one a foreign sign is enough to refuse,
 * or a stranger's page could sign the browser in as somebody else. Callers with an Authorization header are not browsers' doing.
 * An application's own pages may sign in and refresh for themselves: without any cookie, which is how their browsers send it.
 */
export function checkOrigin(request: Request, caller: { hasCookie: boolean; hasAuthorization: boolean }): void {
  if (safeMethods.has(request.method)) return;
  if (caller.hasAuthorization && !caller.hasCookie) return;
  const origin = request.headers.get('origin');
  if (origin !== null && origin === request.headers.get(allowedOriginHeader) && !request.headers.has('cookie')) return;
  const site = request.headers.get('sec-fetch-site');
  const isForeign = (origin !== null && origin !== env().APP_URL) || (site !== null && site !== 'same-origin' && site !== 'none');
  const isOwn = origin === env().APP_URL || site === 'same-origin';
  if (isForeign || (caller.hasCookie && !isOwn))
    throw new ServiceError('FORBIDDEN', { message: 'This request comes from another site.', details: { reason: 'cross_origin' } });
}
