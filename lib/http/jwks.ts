import { logger } from '#lib/observability/logger.ts';
import { signingKeys } from '#lib/tokens/signing-keys.ts';

/** The public keys of our access tokens (RFC 7517), for applications that verify them by themselves. */
export async function answerJwks(): Promise<Response> {
  try {
    const { jwks } = await signingKeys();
    const headers = { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': 'public, max-age=300' };
    return new Response(JSON.stringify(jwks), { headers });
  } catch (error) {
    logger().error({ reason: error instanceof Error ? error.name : 'unknown' }, 'the signing keys could not be read');
    return Response.json({ error: 'unavailable' }, { status: 503, headers: { 'Cache-Control': 'no-store', 'Retry-After': '5' } });
  }
}
