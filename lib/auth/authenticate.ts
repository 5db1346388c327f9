import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { findActorByCookie, findActorBySessionId } from '#lib/sessions/find-actor.ts';
import { verifyAccessToken } from '#lib/tokens/access-token.ts';

export type Credentials = { authorization: string | null; sessionCookie: string | null };

/** Who is calling: somebody, nobody, or somebody whose credential does not (or no longer) count. */
export type Authentication = { actor: Actor } | { actor: null; failure: ServiceError | null };

async function byAccessToken(authorization: string): Promise<Actor> {
  const match = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(authorization);
  if (!match?.[1]) throw new ServiceError('UNAUTHENTICATED');
  const { sessionId, userId } = await verifyAccessToken(match[1]);
  const lookup = await findActorBySessionId(sessionId, userId);
  if (lookup.ok) return lookup.actor;
  throw new ServiceError(lookup.reason === 'expired' ? 'TOKEN_EXPIRED' : 'TOKEN_REVOKED');
}

async function byCookie(token: string): Promise<Actor | null> {
  const lookup = await findActorByCookie(token);
  return lookup.ok ? lookup.actor : null;
}

/** Resolves the caller. A worthless credential is reported, not thrown: public endpoints do not care. */
export async function authenticate(credentials: Credentials): Promise<Authentication> {
  const { authorization, sessionCookie } = credentials;
  try {
    if (authorization) return { actor: await byAccessToken(authorization) };
    const actor = sessionCookie ? await byCookie(sessionCookie) : null;
    return actor ? { actor } : { actor: null, failure: sessionCookie ? new ServiceError('UNAUTHENTICATED') : null };
  } catch (error) {
    if (error instanceof ServiceError && error.status === 401) return { actor: null, failure: error };
    throw error;
  }
}
