import { findKeyPrincipal, type KeyFailure, type RefusedKey } from '#lib/api-keys/find-key-principal.ts';
import { looksLikeSecret } from '#lib/crypto/prefixed-secret.ts';
import { ServiceError } from '#lib/errors.ts';
import { findClient, type RefusedClient } from '#lib/service-accounts/find-client.ts';
import { findServiceActor } from '#lib/service-accounts/find-service-actor.ts';
import type { Principal } from '#lib/sessions/actor.ts';
import { findActorByCookie, findActorBySessionId } from '#lib/sessions/find-actor.ts';
import { verifyAccessToken } from '#lib/tokens/access-token.ts';
import { readBasic } from './read-basic.ts';

export type Credentials = {
  authorization: string | null;
  sessionCookie: string | null;
  /** The caller's address; keys can be bound to some. */
  ip: string | null;
  /** Whether a service account may also come with its client credentials (`Endpoint.clientCredentials`). */
  takesClients?: boolean;
};

type Nobody = {
  principal: null;
  failure: ServiceError | null;
  /** A key that exists and was refused: the trail has to know. */
  refused?: RefusedKey;
  /** Client credentials that do not count where they would be taken: refused also where anyone may call. */
  refusedClient?: RefusedClient;
};

/** Who is calling: somebody, nobody, or somebody whose credential does not (or no longer) count. */
export type Authentication = { principal: Principal } | Nobody;

const keyFailures: Record<KeyFailure, () => ServiceError> = {
  unknown: () => new ServiceError('UNAUTHENTICATED'),
  revoked: () => new ServiceError('TOKEN_REVOKED', { message: 'This API key was revoked.' }),
  expired: () => new ServiceError('TOKEN_EXPIRED', { message: 'This API key has expired.' }),
  suspended: () => new ServiceError('TOKEN_REVOKED', { message: 'The account or organization behind this API key is not active.' }),
  maker: () => new ServiceError('TOKEN_REVOKED', { message: 'Whoever made this API key may not do any of it themselves any more.' }),
  address: () =>
    new ServiceError('FORBIDDEN', {
      message: 'This API key may not be used from this address.',
      details: { reason: 'address_not_allowed' },
    }),
};

async function byApiKey(secret: string, ip: string | null): Promise<Authentication> {
  const lookup = await findKeyPrincipal(secret, ip);
  if (lookup.ok) return { principal: lookup.principal };
  const failure = keyFailures[lookup.reason]();
  return { principal: null, failure, ...('refused' in lookup && { refused: lookup.refused }) };
}

async function byAccessToken(token: string): Promise<Principal> {
  const verified = await verifyAccessToken(token);
  if (verified.kind === 'service_account') {
    const actor = await findServiceActor(verified);
    if (actor) return actor;
    throw new ServiceError('TOKEN_REVOKED', { message: 'The client credentials behind this token are not valid any more.' });
  }
  const lookup = await findActorBySessionId(verified.sessionId, verified.userId);
  if (lookup.ok) return lookup.actor;
  throw new ServiceError(lookup.reason === 'expired' ? 'TOKEN_EXPIRED' : 'TOKEN_REVOKED');
}

async function byClientCredentials(authorization: string): Promise<Authentication> {
  const client = await findClient(readBasic(authorization));
  return client.ok ? { principal: client.actor } : { principal: null, failure: null, refusedClient: client.refused };
}

async function byAuthorization(authorization: string, { ip, takesClients }: Credentials): Promise<Authentication> {
  if (takesClients && /^Basic\b/i.test(authorization)) return byClientCredentials(authorization);
  const match = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(authorization);
  if (!match?.[1]) throw new ServiceError('UNAUTHENTICATED');
  return looksLikeSecret('api_key', match[1]) ? byApiKey(match[1], ip) : { principal: await byAccessToken(match[1]) };
}

async function byCookie(token: string): Promise<Authentication> {
  const lookup = await findActorByCookie(token);
  return lookup.ok ? { principal: lookup.actor } : { principal: null, failure: new ServiceError('UNAUTHENTICATED') };
}

/** Resolves the caller. A worthless credential is reported, not thrown: public endpoints do not care. */
export async function authenticate(credentials: Credentials): Promise<Authentication> {
  const { authorization, sessionCookie } = credentials;
  try {
    if (authorization) return await byAuthorization(authorization, credentials);
    return sessionCookie ? await byCookie(sessionCookie) : { principal: null, failure: null };
  } catch (error) {
    if (error instanceof ServiceError && error.status === 401) return { principal: null, failure: error };
    throw error;
  }
}
