import express, { type RequestHandler } from 'express';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

const gatehouse = process.env.GATEHOUSE_URL ?? 'http://localhost:3000';
// Fetched with the first token, kept, and fetched again when a token names a key that is not there: keys rotate.
const keys = createRemoteJWKSet(new URL(`${gatehouse}/.well-known/jwks.json`));
const expected = { issuer: gatehouse, audience: gatehouse, typ: 'at+jwt', algorithms: ['EdDSA', 'ES256', 'RS256'] };

type Claims = { sub: string; permissions: string[] };

/** Lets a genuine access token pass that carries the permission, if one is asked for. */
function requireToken(permission?: string): RequestHandler {
  return async (request, response, next) => {
    const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
    try {
      const { payload } = await jwtVerify<Claims>(token, keys, expected);
      if (permission && !payload.permissions.includes(permission))
        return void response.status(403).json({ error: 'FORBIDDEN', permission });
      response.locals.claims = payload;
      next();
    } catch (error) {
      const code = error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED';
      // Keys that cannot be fetched are our trouble and not the caller's.
      const unavailable = !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error.code === 'ERR_JOSE_GENERIC';
      if (unavailable) return void response.status(503).json({ error: 'UNAVAILABLE' });
      response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: code });
    }
  };
}

/**
 * The alternative: asks Gatehouse each time, so that a session that ended a second ago is refused (RFC 7662). Costs a
 * request; needs an API key or a service account with `tokens.introspect`.
 */
const requireLiveToken: RequestHandler = async (request, response, next) => {
  const token = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
  const answer = await fetch(`${gatehouse}/api/v1/auth/introspect`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.GATEHOUSE_KEY}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: token || '-' }),
  });
  if (!answer.ok) return void response.status(503).json({ error: 'UNAVAILABLE' });
  const { active, ...claims } = (await answer.json()) as { active: boolean };
  if (!active) return void response.status(401).json({ error: 'UNAUTHENTICATED' });
  response.locals.claims = claims;
  next();
};

const app = express();
app.get('/me', requireToken(), (_, response) => void response.json({ user: response.locals.claims.sub }));
app.get('/report', requireToken('admin.dashboard.read'), (_, response) => void response.json({ rows: [1, 2, 3] }));
app.post('/payout', requireLiveToken, (_, response) => void response.json({ paid_by: response.locals.claims.sub }));

const server = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening on http://localhost:${typeof address === 'object' ? address?.port : address}`);
});
