import type { ClientCredentials } from '#lib/service-accounts/find-client.ts';

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1); a broken escape is no secret of ours. */
function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Client credentials from `Authorization: Basic` (RFC 6749 §2.3.1); null for another scheme and for what cannot be read. */
export function readBasic(authorization: string): ClientCredentials | null {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  const [clientId, clientSecret] = [decodePart(text.slice(0, colon)), decodePart(text.slice(colon + 1))];
  return clientId === null || clientSecret === null ? null : { clientId, clientSecret };
}
