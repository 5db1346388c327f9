import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { ClientTokenShape } from '#lib/contracts/tokens.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { signServiceToken } from '#lib/tokens/access-token.ts';
import { type ClientCredentials, findClient, refuseClient } from './find-client.ts';

function oauthRefusal(path: string, code: string, message: string): ServiceError {
  return new ServiceError('VALIDATION_FAILED', { message, details: { oauth_error: code, fields: [{ path, code, message }] } });
}

/** What the token is for: all that the account may do, or the part of it that was asked for (RFC 6749 §3.3). */
function scopesOf(permissions: readonly string[], asked: string | undefined): string[] {
  if (asked === undefined) return [...permissions];
  const wanted = new Set(asked.split(' ').filter(Boolean));
  const scopes = permissions.filter((permission) => wanted.has(permission));
  if (wanted.size === 0 || scopes.length < wanted.size)
    throw oauthRefusal('scope', 'invalid_scope', 'The service account does not hold every scope that was asked for.');
  return scopes;
}

/**
 * An access token for a service account's client credentials (RFC 6749 §4.4). UNAUTHENTICATED for wrong ones,
 * RATE_LIMITED after too many of them from one address, VALIDATION_FAILED for another grant or a scope it does not hold.
 */
export async function issueClientToken(
  credentials: ClientCredentials | null,
  { grant_type: grantType, scope }: { grant_type: string; scope?: string | undefined },
  caller: Caller,
): Promise<ClientTokenShape> {
  if (grantType !== 'client_credentials')
    throw oauthRefusal('grant_type', 'unsupported_grant_type', 'Only client_credentials is supported here.');
  const client = await findClient(credentials);
  if (!client.ok) return refuseClient(client.refused, caller);
  const { actor, secretId } = client;
  const accountId = actor.serviceAccount.id;
  const scopes = scopesOf(actor.permissions, scope);
  await recordEvent(db(), {
    action: 'client_token.issued',
    result: 'success',
    actorId: accountId,
    target: { type: 'client_secret', id: secretId },
    caller: { ...caller, principal: { type: 'service_account', id: accountId, apiKeyId: null } },
  });
  const { token, expiresInSeconds } = await signServiceToken({ serviceAccountId: accountId, secretId, scopes });
  return { token_type: 'Bearer', access_token: token, expires_in: expiresInSeconds, scope: scopes.join(' ') };
}
