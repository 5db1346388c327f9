import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import type { ClientTokenShape } from '#lib/contracts/tokens.ts';
import { hashSecret } from '#lib/crypto/prefixed-secret.ts';
import { db } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { ipKey } from '#lib/rate-limit/ip-key.ts';
import { consumeLimit } from '#lib/rate-limit/limiter.ts';
import { noteUse } from '#lib/sessions/note-use.ts';
import { signServiceToken } from '#lib/tokens/access-token.ts';

type Credentials = { clientId: string; clientSecret: string };
type Row = { secretId: string; accountId: string; permissions: string[]; disabledAt: Date | null; lastUsedAt: Date | null };

async function findClient({ clientId, clientSecret }: Credentials): Promise<Row | null> {
  const hash = hashSecret('client_secret', clientSecret);
  if (!hash) return null;
  const [row] = await db().$queryRaw<Row[]>`
    SELECT c.id AS "secretId", sa.id AS "accountId", sa.permissions, sa.disabled_at AS "disabledAt", c.last_used_at AS "lastUsedAt"
    FROM client_secret c JOIN service_account sa ON sa.id = c.service_account_id
    WHERE c.secret_hash = ${hash} AND (c.expires_at IS NULL OR c.expires_at > now())`;
  return row && row.accountId === clientId.toLowerCase() ? row : null;
}

/**
 * Only failures are counted as a sign-in's are, per address: a service with the right secret must not be shut out by a
 * neighbour with a wrong one, and a secret of 190 random bits is not guessed. What all calls may be, the table says.
 */
async function refuse(account: Row | null, caller: Caller): Promise<never> {
  const verdict = await consumeLimit('login', 'client-token', ipKey(caller.ip));
  if (!verdict.allowed)
    throw new ServiceError('RATE_LIMITED', { retryAfterSeconds: verdict.resetSeconds, details: { retry_after: verdict.resetSeconds } });
  await recordEvent(db(), {
    action: 'client_token.denied',
    result: 'denied',
    reason: account ? 'disabled' : 'invalid_client',
    ...(account && { target: { type: 'service_account', id: account.accountId } }),
    caller,
  });
  throw new ServiceError('UNAUTHENTICATED', { message: 'The client credentials are not valid.' });
}

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
  credentials: Credentials | null,
  { grant_type: grantType, scope }: { grant_type: string; scope?: string | undefined },
  caller: Caller,
): Promise<ClientTokenShape> {
  if (grantType !== 'client_credentials')
    throw oauthRefusal('grant_type', 'unsupported_grant_type', 'Only client_credentials is supported here.');
  const client = credentials && (await findClient(credentials));
  if (!client || client.disabledAt) return refuse(client, caller);
  const { accountId, secretId } = client;
  const scopes = scopesOf(client.permissions, scope);
  await recordEvent(db(), {
    action: 'client_token.issued',
    result: 'success',
    actorId: accountId,
    target: { type: 'client_secret', id: secretId },
    caller: { ...caller, principal: { type: 'service_account', id: accountId, apiKeyId: null } },
  });
  noteUse({ id: secretId, lastUsedAt: client.lastUsedAt }, (lastUsedAt) =>
    db().clientSecret.updateMany({ where: { id: secretId }, data: { lastUsedAt } }),
  );
  const { token, expiresInSeconds } = await signServiceToken({ serviceAccountId: accountId, secretId, scopes });
  return { token_type: 'Bearer', access_token: token, expires_in: expiresInSeconds, scope: scopes.join(' ') };
}
