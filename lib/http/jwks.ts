import { logger } from '#lib/observability/logger.ts';
import { keyLifetimes } from '#lib/tokens/key-lifetimes.ts';
import { readJwks } from '#lib/tokens/signing-keys.ts';
import { contentVersion, entityTag, isKnown } from './entity-tag.ts';

const { jwks: maxAge, jwksStale } = keyLifetimes;

/** Public data: any page may read it. Expose-Headers lets scripts see what they would send back. */
const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag',
};

/** The public keys of our access tokens (RFC 7517), for applications that verify them by themselves. */
export async function answerJwks(request: Request): Promise<Response> {
  try {
    const jwks = await readJwks();
    const version = contentVersion(jwks);
    const headers = {
      ...crossOrigin,
      'Content-Type': 'application/jwk-set+json',
      'Cache-Control': `public, max-age=${maxAge}, stale-while-revalidate=${jwksStale}, stale-if-error=${jwksStale}`,
      ETag: entityTag(version),
    };
    if (isKnown(request.headers.get('if-none-match'), version)) return new Response(null, { status: 304, headers });
    return new Response(request.method === 'HEAD' ? null : JSON.stringify(jwks), { headers });
  } catch (error) {
    logger().error({ reason: error instanceof Error ? error.name : 'unknown' }, 'the signing keys could not be read');
    const headers = { ...crossOrigin, 'Cache-Control': 'no-store', 'Retry-After': '5' };
    return Response.json({ error: 'unavailable' }, { status: 503, headers });
  }
}

/** A browser asks first when a script sets If-None-Match. */
export function allowJwks(): Response {
  const headers = {
    ...crossOrigin,
    Allow: 'GET, HEAD, OPTIONS',
    'Access-Control-Allow-Methods': 'GET, HEAD',
    'Access-Control-Allow-Headers': 'If-None-Match',
    'Access-Control-Max-Age': '86400',
  };
  return new Response(null, { status: 204, headers });
}
