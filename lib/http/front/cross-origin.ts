import type { IncomingMessage, ServerResponse } from 'node:http';
import { findAllowedOrigin } from './allowed-origins.ts';

const readableHeaders = [
  'Deprecation',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'Sunset',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');

const acceptedHeaders = [
  'Accept',
  'Accept-Language',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'X-Gatehouse-Pool',
  'X-Request-Id',
].join(', ');

/** How long browsers keep the answer to a preflight. Whether a page may read an answer is decided anew each time. */
const preflightSeconds = 600;

/**
 * Lets the pages of an application's origin read this answer, whatever becomes of it (Fetch, §3.3); answers that origin,
 * or null for every other. Never with credentials: cookies stay with our own pages, applications send a token.
 */
export async function shareAnswer(
  request: Pick<IncomingMessage, 'headers'>,
  response: ServerResponse,
  place: { path: string; appUrl: URL },
): Promise<string | null> {
  if (!/^\/api\/v1(?:\/|$)/.test(place.path)) return null;
  // Also without an origin: a cache must not hand an answer that one origin may read to another (Fetch, §3.3.5).
  response.setHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || origin === place.appUrl.origin) return null;
  const allowed = await findAllowedOrigin(origin);
  if (allowed === null) return null;
  response.setHeader('Access-Control-Allow-Origin', allowed);
  response.setHeader('Access-Control-Expose-Headers', readableHeaders);
  return allowed;
}

/**
 * Answers an allowed origin's question whether it may send a request, true if it did. Here and not behind the limits: a
 * preflight carries no token, so it would use up what strangers at this address may ask.
 */
export async function answerPreflight(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  // Contracts are read with the first question: most installations are never asked.
  const { methodsAt } = await import('./methods-at.ts');
  const methods = methodsAt(path);
  if (methods.length === 0) return false;
  response
    .writeHead(204, {
      'Access-Control-Allow-Methods': methods.join(', '),
      'Access-Control-Allow-Headers': acceptedHeaders,
      'Access-Control-Max-Age': String(preflightSeconds),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    })
    .end();
  return true;
}
