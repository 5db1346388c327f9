import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { getDashboard } from '#lib/contracts/admin.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { answerJwks } from '#lib/http/jwks.ts';
import { type ApiAnswer, call, origin } from '#scripts/testing/api.ts';
import { type ApiSession, makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { signingKeys } from './signing-keys.ts';

let person: Person;
let session: ApiSession;
let publicJwk: JWK;

beforeAll(async () => {
  person = await makePerson({ role: 'moderator' });
  session = await signIn(person);
  publicJwk = ((await (await answerJwks()).json()) as { keys: [JWK] }).keys[0];
});

function present(bearer: string): Promise<ApiAnswer> {
  return call(getMe, { bearer });
}

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token that our own key signed, with other claims or another header than we would write. */
async function signed(claims: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  const { kid, privateKey } = await signingKeys();
  const now = Math.floor(Date.now() / 1000);
  const usual = {
    iss: origin,
    aud: origin,
    sub: person.id,
    sid: session.sessionId,
    jti: 'test',
    iat: now,
    exp: now + 900,
    roles: [],
    permissions: [],
  };
  const payload = Object.fromEntries(Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== undefined));
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header }).sign(privateKey);
}

describe('an access token', () => {
  it('is an at+jwt with the claims of RFC 9068 that anybody can verify with our published key', async () => {
    const { payload, protectedHeader } = await jwtVerify(session.accessToken, createPublicKey({ key: publicJwk, format: 'jwk' }), {
      issuer: origin,
      audience: origin,
      typ: 'at+jwt',
    });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: publicJwk.kid });
    expect(payload).toEqual({
      iss: origin,
      aud: origin,
      sub: person.id,
      sid: session.sessionId,
      jti: expect.stringMatching(/^[\w-]{22}$/),
      iat: expect.any(Number),
      exp: (payload.iat ?? 0) + 900,
      roles: ['moderator'],
      permissions: expect.arrayContaining(['admin.dashboard.read', 'admin.users.suspend']),
    });
    expect(Math.abs((payload.iat ?? 0) - Date.now() / 1000)).toBeLessThan(30);
    expect(session.accessToken.length).toBeLessThan(4096);
  });

  it('has an id of its own each time and says nothing personal', async () => {
    const other = decodeJwt((await signIn(person)).accessToken);
    expect(other.jti).not.toBe(decodeJwt(session.accessToken).jti);
    expect(Buffer.from(session.accessToken.split('.')[1] ?? '', 'base64url').toString()).not.toContain(person.email);
  });

  it('is verified with a key of which the JWKS shows the public half only', () => {
    expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('is the control of the cases below: one signed here with the usual claims is accepted', async () => {
    expect((await present(await signed({}))).data.id).toBe(person.id);
  });

  it.each([
    ['iss of another issuer', { iss: 'https://evil.example' }],
    ['no iss', { iss: undefined }],
    ['aud of another audience', { aud: 'https://evil.example' }],
    ['no aud', { aud: undefined }],
    ['aud as an empty array', { aud: [] }],
    ['no exp', { exp: undefined }],
    ['exp in the past', { exp: Math.floor(Date.now() / 1000) - 61 }],
    ['exp as text', { exp: '99999999999' }],
    ['exp as a fraction', { exp: Date.now() / 1000 + 900.5 }],
    ['exp negative', { exp: -1 }],
    ['exp as an array', { exp: [9_999_999_999] }],
    ['nbf in the future', { nbf: Math.floor(Date.now() / 1000) + 600 }],
    ['nbf as text', { nbf: 'now' }],
    ['no iat', { iat: undefined }],
    ['iat as text', { iat: 'now' }],
    ['no sub', { sub: undefined }],
    ['sub that is no id', { sub: "' OR 1=1" }],
    ['sub as an array', { sub: ['x'] }],
    ['no sid', { sid: undefined }],
    ['sid that is no id', { sid: '../x' }],
    ['an unknown sid', { sid: uuidv7() }],
    ['no jti', { jti: undefined }],
  ])('with %s is refused with 401', async (_, claims) => {
    expect((await present(await signed(claims))).status).toBe(401);
  });

  it("of somebody else's session is refused: sid and sub belong together", async () => {
    const other = await makePerson();
    expect((await present(await signed({ sub: other.id }))).code).toBe('TOKEN_REVOKED');
  });

  it.each([
    ['typ of an id token', { typ: 'JWT' }],
    ['no typ', { typ: undefined }],
    ['an unknown kid', { kid: 'other' }],
    ['kid as a path', { kid: '../../dev/null' }],
    ['kid as SQL', { kid: "' OR 1=1 --" }],
    ['kid as an address', { kid: 'https://evil.example/key' }],
  ])('with %s in its header is refused with 401', async (_, header) => {
    expect((await present(await signed({}, header))).status).toBe(401);
  });

  it('signed by a key of the attacker is refused, also when the header brings that key along', async () => {
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    const claims = decodeJwt(session.accessToken);
    for (const extra of [{}, { jwk }, { jku: 'https://evil.example/jwks.json' }, { x5u: 'https://evil.example/x' }, { x5c: ['MIIB'] }]) {
      for (const kid of [publicJwk.kid ?? '', 'mine']) {
        const token = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...extra }).sign(pair.privateKey);
        expect((await present(token)).status).toBe(401);
      }
    }
  });

  it('HS256 with our public key as the secret, in any of its spellings, is refused', async () => {
    const key = createPublicKey({ key: publicJwk, format: 'jwk' });
    const secrets = [
      key.export({ type: 'spki', format: 'pem' }).toString(),
      key.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicJwk),
      Buffer.from(publicJwk.x ?? '', 'base64url'),
    ];
    for (const secret of secrets) {
      const token = await new SignJWT(decodeJwt(session.accessToken))
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: publicJwk.kid ?? '' })
        .sign(typeof secret === 'string' ? Buffer.from(secret) : secret);
      expect((await present(token)).status).toBe(401);
    }
  });

  it('of another algorithm is refused', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const token = await new SignJWT(decodeJwt(session.accessToken))
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: publicJwk.kid ?? '' })
      .sign(rsa);
    expect((await present(token)).status).toBe(401);
  });

  it('altered in any part is refused', async () => {
    const [header = '', payload = '', signature = ''] = session.accessToken.split('.');
    const claims = decodeJwt(session.accessToken);
    const forged = part({ ...claims, roles: ['super_admin'], permissions: ['admin.settings.write'] });
    const otherSignature = `${signature.slice(0, -4)}AAAA`;
    for (const token of [
      `${header}.${forged}.${signature}`,
      `${header}.${payload}.${otherSignature}`,
      `${part({ ...decodeProtectedHeader(session.accessToken), x: 1 })}.${payload}.${signature}`,
    ]) {
      expect((await present(token)).status).toBe(401);
    }
  });

  it.each(['none', 'None', 'NoNe', '', 'unknown', null, undefined, ['EdDSA'], { a: 1 }, 'ES256', 'Ed25519'])(
    'with alg %j and no or any signature is refused',
    async (alg) => {
      const payload = session.accessToken.split('.')[1];
      for (const signature of ['', session.accessToken.split('.')[2]]) {
        const header = part({ alg, typ: 'at+jwt', kid: publicJwk.kid });
        // Ed25519 is EdDSA's newer name (RFC 9864): the signature covers the header, so the old one does not fit either.
        expect((await present(`${header}.${payload}.${signature}`)).status).toBe(401);
      }
    },
  );

  it('with critical headers or an unencoded payload is refused', async () => {
    const payload = session.accessToken.split('.')[1];
    for (const extra of [
      { crit: ['exp'] },
      { crit: [] },
      { crit: ['b64'], b64: false },
      { b64: false },
      { crit: ['x'], x: 1 },
      { zip: 'DEF' },
    ]) {
      const header = part({ alg: 'EdDSA', typ: 'at+jwt', kid: publicJwk.kid, ...extra });
      expect((await present(`${header}.${payload}.${session.accessToken.split('.')[2]}`)).status).toBe(401);
    }
  });

  it('in whatever malformed Authorization header is a 401, never a 500', async () => {
    const token = session.accessToken;
    const corpus = [
      'Bearer',
      'Bearer ',
      'Bearer .',
      'Bearer ..',
      'Bearer ...',
      `Bearer ${token}.`,
      `Bearer ${token} ${token}`,
      `Bearer ${token},${token}`,
      `Bearer ${token}.extra`,
      `Bearer "${token}"`,
      `Basic ${Buffer.from('admin:admin').toString('base64')}`,
      `Token ${token}`,
      token,
      `Bearer ${token.split('.').slice(0, 2).join('.')}`,
      `Bearer ${token.split('.')[0]}..${token.split('.')[2]}`,
      `Bearer ${part('not json')}.${part('not json')}.AAAA`,
      `Bearer ${part('null')}.${part('null')}.AAAA`,
      `Bearer ${part('[]')}.${part('[]')}.AAAA`,
      `Bearer ${part('"x"')}.${part('7')}.AAAA`,
      `Bearer ${part('{"__proto__":{"alg":"none"}}')}.${part('{}')}.AAAA`,
      `Bearer ${part({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k'.repeat(64_000) })}.${part('{}')}.AAAA`,
      `Bearer ${'a'.repeat(65_536)}`,
      `Bearer ${'a.'.repeat(30_000)}`,
      `Bearer ${part({ alg: 'EdDSA' })}.${'A'.repeat(64_000)}.AAAA`,
      'Bearer %00%0d%0a',
      'Bearer \u00ff\u00fe',
      `Digest username="admin"`,
    ];
    for (const authorization of corpus) {
      const answer = await call(getMe, { headers: { authorization } });
      expect([authorization.slice(0, 60), answer.status]).toEqual([authorization.slice(0, 60), 401]);
      expect(answer.code).toMatch(/^(UNAUTHENTICATED|TOKEN_EXPIRED|TOKEN_REVOKED)$/);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it('accepts the scheme without case, as RFC 9110 asks', async () => {
    expect((await call(getMe, { headers: { authorization: `bearer ${session.accessToken}` } })).status).toBe(200);
  });

  it('grants what the roles say now, not what its claims say', async () => {
    const token = await signed({ sub: person.id, permissions: ['admin.settings.write'], roles: ['super_admin'] });
    expect((await present(token)).data.roles).toEqual(['moderator']);
    await db().userRole.deleteMany({ where: { userId: person.id } });
    expect((await call(getDashboard, { bearer: session.accessToken })).status).toBe(403);
  });

  it('expires in the cache of verified tokens too', async () => {
    const now = Math.floor(Date.now() / 1000);
    const token = await signed({ exp: now + 2 });
    expect((await present(token)).status).toBe(200);
    await new Promise((done) => setTimeout(done, 2_100));
    expect((await present(token)).code).toBe('TOKEN_EXPIRED');
  });
});
