import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { randomToken } from '#lib/crypto/hash.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';
import { reloadSigningKeys, signingKeys } from './signing-keys.ts';

export type AccessTokenClaims = { sub: string; sid: string; roles: readonly string[]; permissions: readonly string[] };

/** What others are told somebody may do. While a second factor is owed by the policy that is nothing: they believe us. */
export function grantedClaims(standing: Pick<Actor, 'roles' | 'permissions' | 'factorRequirement'>) {
  const closed = standing.factorRequirement.status === 'overdue';
  return closed ? { roles: [], permissions: [] } : { roles: standing.roles, permissions: standing.permissions };
}

/** Who somebody is, for their access token. */
export function claimsOf(actor: Actor): AccessTokenClaims {
  return { sub: actor.user.id, sid: actor.session.id, ...grantedClaims(actor) };
}

/** Signs an access token (RFC 9068, `typ: at+jwt`) that lives 15 minutes. */
export async function signAccessToken(claims: AccessTokenClaims): Promise<{ token: string; expiresInSeconds: number }> {
  const keys = await signingKeys();
  const { APP_URL } = env();
  const token = await new SignJWT({ sid: claims.sid, roles: claims.roles, permissions: claims.permissions })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: keys.kid })
    .setIssuer(APP_URL)
    .setAudience(APP_URL)
    .setSubject(claims.sub)
    .setJti(randomToken().slice(0, 22))
    .setIssuedAt()
    .setExpirationTime(`${lifetimes.accessToken}s`)
    .sign(keys.privateKey);
  return { token, expiresInSeconds: lifetimes.accessToken };
}

const commonClaims = { sub: z.uuid(), jti: z.string(), iat: z.int(), exp: z.int() };
/** A service account's token names its secret instead of a session; a token that names both is neither. */
const payloadShape = z.union([
  z.object({ ...commonClaims, sid: z.uuid(), client_id: z.never().optional(), secret_id: z.never().optional() }),
  z.object({ ...commonClaims, sid: z.never().optional(), client_id: z.uuid(), secret_id: z.uuid(), scope: z.string() }),
]);

/** A token that we signed and that has not expired. Whether what is behind it still counts is another question. */
export type VerifiedAccessToken = { id: string; issuedAtSeconds: number; expiresAtSeconds: number } & (
  | { kind: 'session'; userId: string; sessionId: string }
  | { kind: 'service_account'; serviceAccountId: string; secretId: string; scopes: string[] }
);

/** Verified tokens by their text. Only the signature is remembered here: the session is looked up each time. */
const verified = new Map<string, VerifiedAccessToken>();
const maxVerified = 10_000;

function remember(token: string, result: VerifiedAccessToken): void {
  if (verified.size >= maxVerified) {
    const oldest = verified.keys().next().value;
    if (oldest) verified.delete(oldest);
  }
  verified.set(token, result);
}

async function verifySignature(token: string): Promise<JWTPayload> {
  const { APP_URL } = env();
  const options = {
    algorithms: ['EdDSA'],
    typ: 'at+jwt',
    issuer: APP_URL,
    audience: APP_URL,
    requiredClaims: ['sub', 'jti', 'iat', 'exp'],
  };
  try {
    return (await jwtVerify(token, (await signingKeys()).find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    return (await jwtVerify(token, (await reloadSigningKeys()).find, options)).payload;
  }
}

function tokenOf(claims: z.output<typeof payloadShape>): VerifiedAccessToken {
  const common = { id: claims.jti, issuedAtSeconds: claims.iat, expiresAtSeconds: claims.exp };
  if (claims.sid !== undefined) return { ...common, kind: 'session', userId: claims.sub, sessionId: claims.sid };
  const scopes = claims.scope.split(' ').filter(Boolean);
  return { ...common, kind: 'service_account', serviceAccountId: claims.sub, secretId: claims.secret_id, scopes };
}

/** Checks signature, issuer, audience, type and expiry. 401 UNAUTHENTICATED or TOKEN_EXPIRED; never anything else for a bad token. */
export async function verifyAccessToken(token: string): Promise<VerifiedAccessToken> {
  const known = verified.get(token);
  if (known) {
    if (known.expiresAtSeconds * 1000 > Date.now()) return known;
    verified.delete(token);
    throw new ServiceError('TOKEN_EXPIRED');
  }
  if (token.length > 4096) throw new ServiceError('UNAUTHENTICATED');
  let payload: JWTPayload;
  try {
    payload = await verifySignature(token);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new ServiceError('TOKEN_EXPIRED');
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw new ServiceError('UNAUTHENTICATED', { cause: error });
    throw error;
  }
  const claims = payloadShape.safeParse(payload);
  if (!claims.success) throw new ServiceError('UNAUTHENTICATED');
  const result = tokenOf(claims.data);
  remember(token, result);
  return result;
}
