import { endShownKey } from '#lib/api-keys/end-key.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { recordEvent } from '#lib/audit/record-event.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { looksLikeSecret } from '#lib/crypto/prefixed-secret.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { ServiceError } from '#lib/errors.ts';
import { revokeSessions } from '#lib/sessions/revoke-sessions.ts';
import { verifyAccessToken } from './access-token.ts';

type Owned = { sessionId: string; userId: string };

async function ownerOfAccessToken(token: string): Promise<Owned | null> {
  const verified = await verifyAccessToken(token).catch((error: unknown) => {
    if (error instanceof ServiceError && error.status === 401) return null;
    throw error;
  });
  // Saying that it was revoked would be untrue: nothing is kept about it (RFC 7009 §2.2.1).
  if (verified?.kind === 'service_account') throw unsupported();
  return verified;
}

function unsupported(): ServiceError {
  const code = 'unsupported_token_type';
  const message = 'This token ends by itself, or with the client secret it came from.';
  return new ServiceError('VALIDATION_FAILED', { message, details: { oauth_error: code, fields: [{ path: 'token', code, message }] } });
}

/** Also of one that was exchanged already: who gives it back while another tab refreshes wants the session to end. */
async function ownerOfRefreshToken(token: string): Promise<Owned | null> {
  const row = await db().refreshToken.findUnique({
    where: { tokenHash: sha256(token), expiresAt: { gt: new Date() } },
    select: { sessionId: true, session: { select: { userId: true } } },
  });
  return row && { sessionId: row.sessionId, userId: row.session.userId };
}

/**
 * Ends an API key, or the session that an access or a refresh token belongs to (RFC 7009 §2.1). Having the token is enough: it could
 * be used as well. Nothing happens, and nothing is said, where it is not known or its session has ended already.
 */
export async function revokeToken(token: string, caller: Caller): Promise<{ revoked: true }> {
  if (looksLikeSecret('api_key', token)) {
    await endShownKey(token, caller);
    return { revoked: true };
  }
  const owned = token.includes('.') ? await ownerOfAccessToken(token) : await ownerOfRefreshToken(token);
  if (!owned) return { revoked: true };
  const { userId, sessionId } = owned;
  await inTransaction(async (transaction) => {
    if ((await revokeSessions(transaction, { userId, id: sessionId }, 'token_revoked')) === 0) return;
    await recordEvent(transaction, {
      action: 'session.revoked',
      result: 'success',
      reason: 'token',
      actorId: userId,
      subjectId: userId,
      target: { type: 'session', id: sessionId },
      caller,
    });
  });
  return { revoked: true };
}
