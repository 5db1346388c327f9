import { ServiceError } from '#lib/errors.ts';

export type ClientCredentials = { clientId: string; clientSecret: string };

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1); a broken escape is no secret of ours. */
function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

function readBasic(authorization: string): ClientCredentials | null {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  const [clientId, clientSecret] = [decodePart(text.slice(0, colon)), decodePart(text.slice(colon + 1))];
  return clientId === null || clientSecret === null ? null : { clientId, clientSecret };
}

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
