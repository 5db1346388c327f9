import type { IntrospectionShape } from '#lib/contracts/tokens.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { findServiceActors } from '#lib/service-accounts/find-service-actor.ts';
import { findLiveSessions, type LiveSession } from '#lib/sessions/find-actor.ts';
import { grantedClaims, type VerifiedAccessToken, verifyAccessToken } from './access-token.ts';

/** What one access token is worth right now (RFC 7662 §2.2). */
export async function introspectToken(token: string): Promise<IntrospectionShape> {
  const [answer] = await introspectTokens([token]);
  return answer ?? { active: false };
}

/**
 * The same for several, in their order. One query for all of them (and one more where service accounts' tokens are mixed
 * in), also where none can be read: an answer that takes as long whatever is wrong tells nothing about what is wrong.
 */
export async function introspectTokens(tokens: readonly string[]): Promise<IntrospectionShape[]> {
  const read = await Promise.all(tokens.map(readToken));
  const sessionTokens = read.filter((token) => token?.kind === 'session');
  const serviceTokens = read.filter((token) => token?.kind === 'service_account');
  const [sessions, services] = await Promise.all([
    sessionTokens.length > 0 || serviceTokens.length === 0 ? findLiveSessions(sessionTokens.map(({ sessionId }) => sessionId)) : null,
    serviceTokens.length > 0 ? findServiceActors(serviceTokens) : [],
  ]);
  const accounts = new Map(serviceTokens.map((token, index) => [token, services[index] ?? null]));
  return read.map((token) => {
    if (token?.kind === 'session') return presentSession(token, sessions?.get(token.sessionId));
    const account = token && accounts.get(token);
    return account
      ? present(token, { client_id: account.serviceAccount.id, roles: [], permissions: account.permissions })
      : { active: false };
  });
}

/** The claims of an access token of ours that has not expired; null for everything else. */
async function readToken(token: string): Promise<VerifiedAccessToken | null> {
  try {
    return await verifyAccessToken(token);
  } catch (error) {
    if (error instanceof ServiceError && error.status === 401) return null;
    throw error;
  }
}

function presentSession(token: VerifiedAccessToken & { kind: 'session' }, session: LiveSession | undefined): IntrospectionShape {
  if (session?.userId !== token.userId) return { active: false };
  const { pool, username, impersonatorId } = session;
  // The address is nobody's business but the person's and ours; a username was chosen to be seen.
  return present(token, {
    sid: token.sessionId,
    pool,
    ...(username !== null && { username }),
    ...(impersonatorId !== null && { act: { sub: impersonatorId } }),
    ...grantedClaims(session),
  });
}

type Rights = {
  roles: readonly string[];
  permissions: readonly string[];
  sid?: string;
  pool?: string;
  username?: string;
  act?: { sub: string };
  client_id?: string;
};

function present(token: VerifiedAccessToken, { roles, permissions, ...who }: Rights): IntrospectionShape {
  const { APP_URL } = env();
  return {
    active: true,
    scope: permissions.join(' '),
    ...who,
    token_type: 'Bearer',
    exp: token.expiresAtSeconds,
    iat: token.issuedAtSeconds,
    nbf: token.issuedAtSeconds,
    sub: token.kind === 'session' ? token.userId : token.serviceAccountId,
    aud: APP_URL,
    iss: APP_URL,
    jti: token.id,
    roles: [...roles],
    permissions: [...permissions],
  };
}
