import { readBasic } from '#lib/auth/read-basic.ts';
import { ServiceError } from '#lib/errors.ts';
import type { ClientCredentials } from '#lib/service-accounts/find-client.ts';

/**
 * A client's credentials, from HTTP Basic or the body. Null where there are none or they cannot be read. VALIDATION_FAILED
 * for both at once, which a client must not send (RFC 6749 §2.3).
 */
export function clientCredentials(
  body: { client_id?: string | undefined; client_secret?: string | undefined },
  authorization: string | null,
): ClientCredentials | null {
  if (authorization === null) {
    const { client_id: clientId, client_secret: clientSecret } = body;
    return clientId === undefined || clientSecret === undefined ? null : { clientId, clientSecret };
  }
  const basic = readBasic(authorization);
  if (body.client_secret !== undefined || (body.client_id !== undefined && basic !== null && body.client_id !== basic.clientId)) {
    const message = 'Send the client credentials either in the Authorization header or in the body.';
    throw new ServiceError('VALIDATION_FAILED', {
      message,
      details: { fields: [{ path: 'client_secret', code: 'two_identities', message }] },
    });
  }
  return basic;
}
