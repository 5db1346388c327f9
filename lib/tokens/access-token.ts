import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { randomToken } from '#lib/crypto/hash.ts';
import { tokenAlgorithms } from '#lib/env/values.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import type { Grant } from '#lib/roles/decide.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';
import { keyLifetimes } from './key-lifetimes.ts';
import { kidPattern } from './key-pair.ts';
import { currentSigner, findVerificationKey, isVerificationKey } from './signing-keys.ts';

export type AccessTokenClaims = {
  sub: string;
  sid: string;
  /** Whose people the subject is one of: customers, staff. */
  pool: string;
  roles: readonly string[];
  permissions: readonly string[];
  /** The administrator who acts as the subject (RFC 8693 §4.1). */
  actorId?: string | null;
  /** When the first of the roles ends, if one does: others believe the token and must not beyond that. */
  endsAt?: Date | null;
};

/** What others are told somebody may do. While a second factor is owed by the policy that is nothing: they believe us. */
export function grantedClaims(standing: Pick<Actor, 'roles' | 'permissions' | 'factorRequirement'>) {
  const closed = standing.factorRequirement.status === 'overdue';
  return closed ? { roles: [], permissions: [] } : { roles: standing.roles, permissions: standing.permissions };
}

function firstEnd(grants: readonly Grant[]): Date | null {
  const ends = grants.flatMap(({ expiresAt }) => expiresAt?.getTime() ?? []);
  return ends.length > 0 ? new Date(Math.min(...ends)) : null;
}

/** Who somebody is, for their access token. */
export function claimsOf(actor: Actor): AccessTokenClaims {
  const { user, session, grants, impersonator } = actor;
  const ends = [firstEnd(grants), impersonator && session.expiresAt].flatMap((end) => end?.getTime() ?? []);
  const endsAt = ends.length > 0 ? new Date(Math.min(...ends)) : null;
  return { sub: user.id, sid: session.id, pool: user.pool, ...grantedClaims(actor), actorId: impersonator?.id ?? null, endsAt };
}

type Signed = { token: string; expiresInSeconds: number };

/** Signs an access token (RFC 9068, `typ: at+jwt`) that lives 15 minutes, or until a role in it ends. */
export function signAccessToken({ sub, sid, pool, roles, permissions, actorId = null, endsAt = null }: AccessTokenClaims): Promise<Signed> {
  return sign(sub, { sid, pool, roles, permissions, ...(actorId !== null && { act: { sub: actorId } }) }, endsAt);
}

export type ServiceTokenClaims = { serviceAccountId: string; secretId: string; scopes: readonly string[] };

/** The same for a service account (RFC 9068 §2.2): the subject is the client, and there is no session behind it. */
export function signServiceToken({ serviceAccountId, secretId, scopes }: ServiceTokenClaims): Promise<Signed> {
  const claims = { client_id: serviceAccountId, secret_id: secretId, scope: scopes.join(' '), roles: [], permissions: scopes };
  return sign(serviceAccountId, claims);
}

/** How long a token lives that is signed now. Times in it are whole seconds, and it must live for one. */
function secondsUntil(endsAt: Date | null, nowSeconds: number): number {
  if (!endsAt) return lifetimes.accessToken;
  return Math.max(1, Math.min(lifetimes.accessToken, Math.floor(endsAt.getTime() / 1000) - nowSeconds));
}

async function sign(subject: string, claims: JWTPayload, endsAt: Date | null = null): Promise<Signed> {
  const { kid, algorithm, privateKey } = await currentSigner();
  const { APP_URL } = env();
  const issuedAtSeconds = Math.floor(Date.now() / 1000);
  const expiresInSeconds = secondsUntil(endsAt, issuedAtSeconds);
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid })
    .setIssuer(APP_URL)
    .setAudience(APP_URL)
    .setSubject(subject)
    .setJti(randomToken().slice(0, 22))
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(issuedAtSeconds + expiresInSeconds)
    .sign(privateKey);
  return { token, expiresInSeconds };
}

/**
 * What our tokens say about themselves, and nothing else: a header that brings a key, names an address or asks for
 * extensions (`jwk`, `jku`, `x5u`, `x5c`, `crit`, `b64`, `zip`) is refused before anything is looked up.
 */
const headerShape = z.strictObject({
  alg: z.enum(tokenAlgorithms),
  typ: z.literal('at+jwt'),
  kid: z.string().regex(kidPattern),
});

/** Our claims as we write them; `aud` as a list could name others too. */
const commonClaims = { sub: z.uuid(), jti: z.string().min(1).max(64), aud: z.string(), iat: z.int().min(0), exp: z.int() };
/** A service account's token names its secret instead of a session; a token that names both is neither. */
const payloadShape = z
  .union([
    z.object({ ...commonClaims, sid: z.uuid(), client_id: z.never().optional(), secret_id: z.never().optional() }),
    z.object({ ...commonClaims, sid: z.never().optional(), client_id: z.uuid(), secret_id: z.uuid(), scope: z.string() }),
  ])
  // We never sign for the future, nor for longer than a retired key is kept.
  .refine(({ iat, exp }) => iat <= Date.now() / 1000 + keyLifetimes.margin && exp <= iat + keyLifetimes.token);

/** A token that we signed and that has not expired. Whether what is behind it still counts is another question. */
export type VerifiedAccessToken = { id: string; kid: string; issuedAtSeconds: number; expiresAtSeconds: number } & (
  | { kind: 'session'; userId: string; sessionId: string }
  | { kind: 'service_account'; serviceAccountId: string; secretId: string; scopes: string[] }
);

/** Verified tokens by their text. Only the signature is remembered here: key and session are looked at each time. */
const verified = new Map<string, VerifiedAccessToken>();
const maxVerified = 10_000;

function remember(token: string, result: VerifiedAccessToken): void {
  if (verified.size >= maxVerified) {
    const oldest = verified.keys().next().value;
    if (oldest) verified.delete(oldest);
  }
  verified.set(token, result);
}

/** Decoders ignore spare bits and take other alphabets: only the one spelling that we wrote is our token. */
function isCanonical(token: string): boolean {
  const signature = token.split('.')[2] ?? '';
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

type Checked = { kid: string; payload: JWTPayload };

async function verifySignature(token: string): Promise<Checked> {
  const header = headerShape.safeParse(decodeProtectedHeader(token));
  if (!header.success || !isCanonical(token)) throw new ServiceError('UNAUTHENTICATED');
  const { alg, kid } = header.data;
  const key = await findVerificationKey(kid);
  // The key says which algorithm it is for. Taking the token's word would let one kind of key pass for another.
  if (!key || key.algorithm !== alg) throw new ServiceError('UNAUTHENTICATED');
  const { APP_URL } = env();
  const { payload } = await jwtVerify(token, key.publicKey, {
    algorithms: [key.algorithm],
    typ: 'at+jwt',
    issuer: APP_URL,
    audience: APP_URL,
    requiredClaims: ['sub', 'jti', 'iat', 'exp'],
  });
  return { kid, payload };
}

function tokenOf(kid: string, claims: z.output<typeof payloadShape>): VerifiedAccessToken {
  const common = { id: claims.jti, kid, issuedAtSeconds: claims.iat, expiresAtSeconds: claims.exp };
  if (claims.sid !== undefined) return { ...common, kind: 'session', userId: claims.sub, sessionId: claims.sid };
  const scopes = claims.scope.split(' ').filter(Boolean);
  return { ...common, kind: 'service_account', serviceAccountId: claims.sub, secretId: claims.secret_id, scopes };
}

/** Checks key, signature, issuer, audience, type and times. 401 UNAUTHENTICATED or TOKEN_EXPIRED; never anything else for a bad token. */
export async function verifyAccessToken(token: string): Promise<VerifiedAccessToken> {
  const known = verified.get(token);
  // A key can be gone before its tokens end: when somebody else may know it.
  if (known && !(await isVerificationKey(known.kid))) {
    verified.delete(token);
    throw new ServiceError('UNAUTHENTICATED');
  }
  if (known) {
    if (known.expiresAtSeconds * 1000 > Date.now()) return known;
    verified.delete(token);
    throw new ServiceError('TOKEN_EXPIRED');
  }
  if (token.length > 4096) throw new ServiceError('UNAUTHENTICATED');
  let checked: Checked;
  try {
    checked = await verifySignature(token);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new ServiceError('TOKEN_EXPIRED');
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw new ServiceError('UNAUTHENTICATED', { cause: error });
    throw error;
  }
  const claims = payloadShape.safeParse(checked.payload);
  if (!claims.success) throw new ServiceError('UNAUTHENTICATED');
  const result = tokenOf(checked.kid, claims.data);
  remember(token, result);
  return result;
}
