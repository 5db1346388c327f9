import type { IntrospectionShape } from '#lib/contracts/tokens.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { findServiceActor } from '#lib/service-accounts/find-service-actor.ts';
import type { ServiceActor } from '#lib/sessions/actor.ts';
import { findLiveSessions, type LiveSession } from '#lib/sessions/find-actor.ts';
import { grantedClaims, type VerifiedAccessToken, verifyAccessToken } from './access-token.ts';

type SessionToken = VerifiedAccessToken & { kind: 'session' };
type ClientToken = VerifiedAccessToken & { kind: 'service_account' };

/** The claims of an access token of ours that has not expired; null for everything else. */
async function readToken(token: string): Promise<VerifiedAccessToken | null> {
  try {
    return await verifyAccessToken(token);
  } catch (error) {
    if (error instanceof ServiceError && error.status === 401) return null;
    throw error;
  }
}

function presentService(token: ClientToken, { permissions }: ServiceActor): IntrospectionShape {
  const { APP_URL } = env();
  return {
    active: true,
    scope: permissions.join(' '),
    token_type: 'Bearer',
    exp: token.expiresAtSeconds,
    iat: token.issuedAtSeconds,
    nbf: token.issuedAtSeconds,
    sub: token.serviceAccountId,
    aud: APP_URL,
    iss: APP_URL,
    jti: token.id,
    client_id: token.serviceAccountId,
    roles: [],
    permissions: [...permissions],
  };
}

function present(token: SessionToken, session: LiveSession): IntrospectionShape {
  const { APP_URL } = env();
  const { roles, permissions } = grantedClaims(session);
  return {
    active: true,
    scope: permissions.join(' '),
    // The address is nobody's business but the person's and ours; a username was chosen to be seen.
    ...(session.username !== null && { username: session.username }),
    token_type: 'Bearer',
    exp: token.expiresAtSeconds,
    iat: token.issuedAtSeconds,
    nbf: token.issuedAtSeconds,
    sub: token.userId,
    aud: APP_URL,
    iss: APP_URL,
    jti: token.id,
    sid: token.sessionId,
    roles: [...roles],
    permissions: [...permissions],
  };
}

/** The same about one token. */
export async function introspectToken(token: string): Promise<IntrospectionShape> {
  const [answer] = await introspectTokens([token]);
  return answer ?? { active: false };
}

/**
 * What each of these tokens is worth right now (RFC 7662 §2.2), in their order. One query for all of them, also where
 * none can be read: an answer that takes as long whatever is wrong tells nothing about what is wrong. A service account's
 * token costs one more.
 */
export async function introspectTokens(tokens: readonly string[]): Promise<IntrospectionShape[]> {
  const read = await Promise.all(tokens.map(readToken));
  const sessions = await findLiveSessions([...new Set(read.flatMap((token) => (token?.kind === 'session' ? [token.sessionId] : [])))]);
  return Promise.all(
    read.map(async (token) => {
      if (token?.kind === 'service_account') {
        const actor = await findServiceActor(token);
        return actor ? presentService(token, actor) : { active: false };
      }
      const session = token && sessions.get(token.sessionId);
      return session && session.userId === token.userId ? present(token, session) : { active: false };
    }),
  );
}
