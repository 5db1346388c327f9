import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { GatehouseError } from './gatehouse-error.ts';

export type AccessTokenClaims = {
  /** The user, or what the token stands for. */
  sub: string;
  /** The session it belongs to, absent where there is none. */
  sid?: string;
  /** The user pool of `sub`, absent where it is no person. Users of another pool are other people, also with the same address. */
  pool?: string;
  roles: readonly string[];
  permissions: readonly string[];
  /** Seconds since 1970. */
  exp: number;
  iat: number;
};

export type VerifierOptions = {
  /** Where Gatehouse is, `https://id.example.com`: the `iss` of its tokens. */
  issuer: string;
  /** The `aud` of the tokens. Default: the issuer. */
  audience?: string;
  /** Default: `/.well-known/jwks.json` of the issuer. */
  jwksUrl?: string | URL;
  /** How far clocks may differ. Default 5. */
  toleranceSeconds?: number;
};

export type Verifier = {
  /** The claims of a genuine token. UNAUTHENTICATED or TOKEN_EXPIRED otherwise; NETWORK when the keys cannot be had. */
  verify: (token: string) => Promise<AccessTokenClaims>;
  /** The same for an `Authorization` header. */
  verifyHeader: (authorization: string | null | undefined) => Promise<AccessTokenClaims>;
};

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

function claimsOf(payload: JWTPayload): AccessTokenClaims {
  const { sub = '', sid, pool, roles, permissions, exp = 0, iat = 0 } = payload;
  const named = { ...(typeof sid === 'string' && { sid }), ...(typeof pool === 'string' && { pool }) };
  return { ...payload, sub, ...named, roles: texts(roles), permissions: texts(permissions), exp, iat };
}

const refusal = (code: 'UNAUTHENTICATED' | 'TOKEN_EXPIRED', message: string, cause?: unknown) =>
  new GatehouseError({ code, status: 401, message, cause });

/**
 * Verifies access tokens in your own service, without asking Gatehouse for each: signature by the published keys (cached,
 * looked up again when a token names a new one), issuer, audience, type and expiry. A token whose session has ended
 * passes until its end, 15 minutes at most; where that is too long, ask `/auth/introspect`.
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const issuer = options.issuer.replace(/\/+$/, '');
  const keys = createRemoteJWKSet(new URL(options.jwksUrl ?? `${issuer}/.well-known/jwks.json`));
  const expected = {
    issuer,
    audience: options.audience ?? issuer,
    // An id token or a token of another kind is none (RFC 9068 §4).
    typ: 'at+jwt',
    algorithms: ['EdDSA', 'ES256', 'RS256'],
    requiredClaims: ['sub', 'exp', 'iat'],
    clockTolerance: options.toleranceSeconds ?? 5,
  };
  const verify: Verifier['verify'] = async (token) => {
    try {
      return claimsOf((await jwtVerify(token, keys, expected)).payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw refusal('TOKEN_EXPIRED', 'The token has expired.', error);
      const unreachable = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error instanceof TypeError;
      if (unreachable || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC'))
        throw new GatehouseError({ code: 'NETWORK', message: 'The signing keys could not be read.', cause: error });
      throw refusal('UNAUTHENTICATED', 'This is no valid access token.', error);
    }
  };
  const verifyHeader: Verifier['verifyHeader'] = async (authorization) => {
    const token = /^Bearer +([^\s,]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw refusal('UNAUTHENTICATED', 'Send an access token: Authorization: Bearer …');
    return verify(token);
  };
  return { verify, verifyHeader };
}

/** 403 FORBIDDEN unless the token carries the permission. */
export function requirePermission(claims: Pick<AccessTokenClaims, 'permissions'>, permission: string): void {
  if (claims.permissions.includes(permission)) return;
  throw new GatehouseError({ code: 'FORBIDDEN', status: 403, message: 'You are not allowed to do this.', details: { permission } });
}
