import { createPublicKey, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getDashboard } from '#lib/contracts/admin.ts';
import { getMe } from '#lib/contracts/users.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { tokenAlgorithms } from '#lib/env/values.ts';
import { type ApiAnswer, call, origin } from '#scripts/testing/api.ts';
import { type ApiSession, makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { signedParts, signedWith, signWith } from '#scripts/testing/signing-keys.ts';
import { currentSigner, readJwks } from './signing-keys.ts';

/** An attacker's server: nothing in a token may make us ask it. */
let canary: { url: string; hits: string[]; server: Server };

beforeAll(async () => {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end('{"keys":[]}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  canary = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits, server };
});

afterAll(async () => {
  expect(canary.hits).toEqual([]);
  await new Promise((closed) => canary.server.close(closed));
});

function present(bearer: string): Promise<ApiAnswer> {
  return call(getMe, { bearer });
}

const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const now = () => Math.floor(Date.now() / 1000);

describe.each(tokenAlgorithms)('an access token signed with %s', (algorithm) => {
  let person: Person;
  let session: ApiSession;
  let owner: { userId: string; sessionId: string };
  let publicJwk: JWK;
  let publicKey: KeyObject;

  beforeAll(async () => {
    await signWith(algorithm);
    person = await makePerson({ role: 'moderator' });
    session = await signIn(person);
    owner = { userId: person.id, sessionId: session.sessionId };
    publicJwk = (await readJwks()).keys[0] as JWK;
    publicKey = createPublicKey({ key: publicJwk, format: 'jwk' });
  });

  /** Refused, and for this reason: a 500 or another code would tell that the token got further than it may. */
  async function expectRefusal(token: string, code = 'UNAUTHENTICATED'): Promise<void> {
    const answer = await present(token);
    expect([token.slice(0, 80), answer.status, answer.code]).toEqual([token.slice(0, 80), 401, code]);
  }

  it('is an at+jwt with the claims of RFC 9068 that anybody can verify with our published key', async () => {
    const { payload, protectedHeader } = await jwtVerify(session.accessToken, publicKey, {
      issuer: origin,
      audience: origin,
      typ: 'at+jwt',
    });
    expect(protectedHeader).toEqual({ alg: algorithm, typ: 'at+jwt', kid: publicJwk.kid });
    expect(payload).toEqual({
      iss: origin,
      aud: origin,
      sub: person.id,
      sid: session.sessionId,
      pool: 'default',
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

  it('is the control of the cases below: one signed here with the usual claims is accepted', async () => {
    expect((await present(await signedWith(owner))).data.id).toBe(person.id);
    expect((await present(await signedWith(owner, { nbf: now() }))).status).toBe(200);
  });

  const wrongTimes: [string, unknown][] = [
    ['missing', undefined],
    ['null', null],
    ['text', 'now'],
    ['a number as text', String(now() + 900)],
    ['a fraction', now() + 900.5],
    ['2^53', 2 ** 53],
    ['1e300', 1e300],
    ['true', true],
    ['an array', [now() + 900]],
    ['an object', { valueOf: now() + 900 }],
  ];

  it.each([
    ...wrongTimes.map(([what, exp]) => [`exp ${what}`, { exp }] as const),
    ...wrongTimes.map(([what, iat]) => [`iat ${what}`, { iat }] as const),
    ...wrongTimes.slice(1).map(([what, nbf]) => [`nbf ${what}`, { nbf }] as const),
    ['iat −1', { iat: -1 }],
    ['iat in the future', { iat: now() + 120, exp: now() + 180 }],
    ['a life longer than ours', { exp: now() + 86_400 }],
    ['nbf in the future', { nbf: now() + 600 }],
    ['iss of another issuer', { iss: 'https://evil.example' }],
    ['iss with a slash at its end', { iss: `${origin}/` }],
    ['iss as an array', { iss: [origin] }],
    ['iss as an object', { iss: { toString: origin } }],
    ['iss null', { iss: null }],
    ['no iss', { iss: undefined }],
    ['aud of another audience', { aud: 'https://evil.example' }],
    ['aud as an array', { aud: [origin] }],
    ['aud as an array of ours and another one', { aud: [origin, 'https://evil.example'] }],
    ['aud as an empty array', { aud: [] }],
    ['aud null', { aud: null }],
    ['no aud', { aud: undefined }],
    ['no sub', { sub: undefined }],
    ['sub that is no id', { sub: "' OR 1=1" }],
    ['sub as an array', { sub: ['x'] }],
    ['sub as a number', { sub: 1 }],
    ['sub of 10 kB', { sub: 'x'.repeat(2000) }],
    ['no sid', { sid: undefined }],
    ['sid that is no id', { sid: '../x' }],
    ['sid as an object', { sid: { contains: '' } }],
    ['sid with U+0000', { sid: '\u0000' }],
    ['no jti', { jti: undefined }],
    ['jti empty', { jti: '' }],
    ['jti as a number', { jti: 7 }],
    ['jti as an array', { jti: ['x'] }],
  ] as readonly (readonly [string, Record<string, unknown>])[])('with %s is refused', async (_, claims) => {
    await expectRefusal(await signedWith(owner, claims));
  });

  it.each([
    ['in the past', now() - 61],
    ['0', 0],
    ['−1', -1],
  ])('with exp %s has expired', async (_, exp) => {
    await expectRefusal(await signedWith(owner, { exp, iat: now() - 961 }), 'TOKEN_EXPIRED');
  });

  it('that is longer than any that we sign is refused, however genuine', async () => {
    await expectRefusal(await signedWith(owner, { roles: ['x'.repeat(4096)] }));
  });

  it('of an unknown session is refused, and of somebody else’s: sid and sub belong together', async () => {
    await expectRefusal(await signedWith(owner, { sid: uuidv7() }), 'TOKEN_REVOKED');
    const other = await makePerson();
    await expectRefusal(await signedWith({ ...owner, userId: other.id }), 'TOKEN_REVOKED');
  });

  it('whose payload is no object, or names a member twice, never counts as what it is not', async () => {
    const { kid } = await currentSigner();
    const header = { alg: algorithm, typ: 'at+jwt', kid };
    for (const payload of ['null', '[]', '"x"', '7', '', 'not json', '{', '{"__proto__":{"sub":1}}', '\ufeff{}', '\u0000'])
      await expectRefusal(await signedParts(header, payload));
  });

  /** Even our own key's signature does not make up for a header that we never write. */
  it.each([
    ['typ JWT', { typ: 'JWT' }],
    ['typ at+JWT', { typ: 'AT+JWT' }],
    ['typ with its full name', { typ: 'application/at+jwt' }],
    ['typ as an array', { typ: ['at+jwt'] }],
    ['no typ', { typ: undefined }],
    ['no kid', { kid: undefined }],
    ['an unknown kid', { kid: 'aaaaaaaaaaaaaaaa' }],
    ['kid empty', { kid: '' }],
    ['kid null', { kid: null }],
    ['kid as an array', { kid: ['x'] }],
    ['kid as an object', { kid: { contains: '' } }],
    ['kid as a number', { kid: 0 }],
    ['kid as a path', { kid: '../../dev/null' }],
    ['kid as a longer path', { kid: '/proc/self/environ' }],
    ['kid as SQL', { kid: "' OR 1=1 --" }],
    ['kid as an address', { kid: 'https://evil.example/key' }],
    ['kid with U+0000', { kid: 'aaaaaaaaaaaaaaa\u0000' }],
    ['kid __proto__', { kid: '__proto__' }],
    ['kid of 2 kB', { kid: 'k'.repeat(2000) }],
    ['kid of 64 kB', { kid: 'k'.repeat(65_536) }],
    ['crit', { crit: ['exp'] }],
    ['crit empty', { crit: [] }],
    ['crit unknown', { crit: ['x'], x: 1 }],
    ['crit as text', { crit: 'b64' }],
    ['b64 in crit', { crit: ['b64'], b64: false }],
    ['b64 false', { b64: false }],
    ['b64 true', { crit: ['b64'], b64: true }],
    ['zip', { zip: 'DEF' }],
    ['cty', { cty: 'JWT' }],
    ['jwk', { jwk: { kty: 'oct', k: 'AA' } }],
    ['x5c', { x5c: ['MIIB'] }],
    ['x5t', { x5t: 'AA' }],
    ['enc', { enc: 'A256GCM' }],
  ] as const)('with %s in its header is refused', async (_, header) => {
    await expectRefusal(await signedWith(owner, {}, header));
  });

  it('with an address in its header is refused, and nobody is asked there', async () => {
    for (const name of ['jku', 'x5u', 'kid']) {
      for (const address of [`${canary.url}/${name}`, canary.url.replace('http:', ''), `file:///dev/null`])
        await expectRefusal(await signedWith(owner, {}, { [name]: address }));
    }
    await expectRefusal(await signedWith(owner, { iss: canary.url }));
    expect(canary.hits).toEqual([]);
  });

  it('signed by a key of the attacker is refused, also when the header brings that key along', async () => {
    const pair = await generateKeyPair(algorithm, { extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    const claims = decodeJwt(session.accessToken);
    for (const extra of [{}, { jwk }, { jku: `${canary.url}/jwks.json` }, { x5u: `${canary.url}/x` }, { x5c: ['MIIB'] }]) {
      for (const kid of [publicJwk.kid ?? '', 'aaaaaaaaaaaaaaaa', canary.url]) {
        const token = await new SignJWT(claims).setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid, ...extra }).sign(pair.privateKey);
        await expectRefusal(token);
      }
    }
  });

  it('HS256, HS384 or HS512 with our public key as the secret, in any of its spellings, is refused', async () => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const secrets = [
      pem,
      pem.trim(),
      pem.replaceAll('\n', ''),
      publicKey.export({ type: 'spki', format: 'der' }),
      publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      JSON.stringify(publicJwk),
      JSON.stringify({ keys: [publicJwk] }),
      Buffer.from(publicJwk.x ?? publicJwk.n ?? '', 'base64url'),
      publicJwk.x ?? publicJwk.n ?? '',
    ];
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      for (const secret of secrets) {
        const key = await crypto.subtle.importKey(
          'raw',
          Buffer.from(secret as string),
          { name: 'HMAC', hash: `SHA-${alg.slice(2)}` },
          false,
          ['sign'],
        );
        const input = `${part({ alg, typ: 'at+jwt', kid: publicJwk.kid })}.${session.accessToken.split('.')[1]}`;
        const signature = Buffer.from(await crypto.subtle.sign('HMAC', key, Buffer.from(input))).toString('base64url');
        await expectRefusal(`${input}.${signature}`);
      }
    }
  });

  it('of another algorithm is refused, also of one that other keys of ours have', async () => {
    for (const alg of ['EdDSA', 'ES256', 'ES384', 'RS256', 'RS512', 'PS256'] as const) {
      if (alg === algorithm) continue;
      const { privateKey } = await generateKeyPair(alg);
      const token = await new SignJWT(decodeJwt(session.accessToken))
        .setProtectedHeader({ alg, typ: 'at+jwt', kid: publicJwk.kid ?? '' })
        .sign(privateKey);
      await expectRefusal(token);
    }
  });

  it.each(
    [
      'none',
      'None',
      'NoNe',
      'NONE',
      '',
      ' ',
      'unknown',
      null,
      undefined,
      true,
      0,
      ['EdDSA'],
      { a: 1 },
      'Ed25519',
      'eddsa',
      'HS256',
      'PS256',
    ].map((alg) => [alg]),
  )('with alg %j is refused, unsigned, with the signature of another header, and signed by our own key', async (alg) => {
    const [, payload, signature] = session.accessToken.split('.');
    const header = part({ alg, typ: 'at+jwt', kid: publicJwk.kid });
    for (const token of [`${header}.${payload}.`, `${header}.${payload}`, `${header}.${payload}.${signature}`]) await expectRefusal(token);
    await expectRefusal(await signedWith(owner, {}, { alg }));
  });

  it('without a signature is refused', async () => {
    const [header, payload] = session.accessToken.split('.');
    for (const signature of ['', 'A', 'AA', 'AAAA', '='.repeat(4), 'A'.repeat(86), 'A'.repeat(512)])
      await expectRefusal(`${header}.${payload}.${signature}`);
  });

  it('altered in any part is refused', async () => {
    const [header = '', payload = '', signature = ''] = session.accessToken.split('.');
    const forged = part({ ...decodeJwt(session.accessToken), roles: ['super_admin'], permissions: ['admin.settings.write'] });
    for (const token of [
      `${header}.${forged}.${signature}`,
      `${part({ ...decodeProtectedHeader(session.accessToken), x: 1 })}.${payload}.${signature}`,
      `${payload}.${header}.${signature}`,
      `${header}.${payload}.${payload}`,
    ])
      await expectRefusal(token);
  });

  it('with any one character changed, left out or added is refused, also where decoders see no difference', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/=~';
    const token = await signedWith(owner);
    expect((await present(token)).status).toBe(200);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...alphabet),
        fc.constantFrom('replace', 'insert', 'remove', 'append'),
        async (at, character, how) => {
          const insert = how === 'remove' ? '' : character;
          const position = how === 'append' ? token.length : at;
          const altered = token.slice(0, position) + insert + token.slice(how === 'insert' || how === 'append' ? position : position + 1);
          fc.pre(altered !== token);
          expect((await present(altered)).status).toBe(401);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('whose signature is spelled another way is refused: its spare bits, alphabet and padding count', async () => {
    const token = await signedWith(owner);
    const [header, payload, signature = ''] = token.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const spellings = [bytes.toString('base64'), `${signature}=`, `${signature}==`, `${signature}A`];
    for (const last of alphabet) spellings.push(signature.slice(0, -1) + last);
    for (const spelling of spellings) if (spelling !== signature) await expectRefusal(`${header}.${payload}.${spelling}`);
    expect((await present(token)).status).toBe(200);
  });

  it('in whatever malformed Authorization header is a 401, never a 500', async () => {
    const token = session.accessToken;
    const [header, , signature] = token.split('.');
    const corpus = [
      'Bearer',
      'Bearer ',
      'Bearer .',
      'Bearer ..',
      'Bearer ...',
      'Bearer ....',
      'bearer',
      'Bearer  ',
      `Bearer  ${token}`,
      `Bearer\t${token}`,
      `Bearer ${token}.`,
      `Bearer .${token}`,
      `Bearer ${token} ${token}`,
      `Bearer ${token},${token}`,
      `Bearer ${token}, Bearer ${token}`,
      `Bearer ${token}.extra`,
      `Bearer "${token}"`,
      `Bearer <${token}>`,
      `Bearer: ${token}`,
      `Bearer=${token}`,
      `Bearer token=${token}`,
      `Basic ${Buffer.from('admin:admin').toString('base64')}`,
      `Basic ${token}`,
      `Token ${token}`,
      `DPoP ${token}`,
      token,
      `Bearer ${token.split('.').slice(0, 2).join('.')}`,
      `Bearer ${header}..${signature}`,
      `Bearer ${part('not json')}.${part('not json')}.AAAA`,
      `Bearer ${part('null')}.${part('null')}.AAAA`,
      `Bearer ${part('[]')}.${part('[]')}.AAAA`,
      `Bearer ${part('"x"')}.${part('7')}.AAAA`,
      `Bearer ${part('{"__proto__":{"alg":"none"}}')}.${part('{}')}.AAAA`,
      `Bearer ${part('{"alg":"EdDSA","alg":"none"}')}.${part('{}')}.AAAA`,
      `Bearer ${part('['.repeat(1500))}.${part('{}')}.AAAA`,
      `Bearer ${Buffer.of(0xff, 0xfe, 0x80).toString('base64url')}.${part('{}')}.AAAA`,
      `Bearer ${part({ alg: algorithm, typ: 'at+jwt', kid: 'k'.repeat(64_000) })}.${part('{}')}.AAAA`,
      `Bearer ${'a'.repeat(65_536)}`,
      `Bearer ${'a.'.repeat(30_000)}`,
      `Bearer ${'='.repeat(65_536)}`,
      `Bearer ${' '.repeat(60_000)}x`,
      `Bearer ${part({ alg: algorithm })}.${'A'.repeat(64_000)}.AAAA`,
      'Bearer %00%0d%0a',
      'Bearer \u00ff\u00fe',
      'Bearer null',
      'Bearer undefined',
      'Bearer [object Object]',
      `Digest username="admin"`,
      'Negotiate AAAA',
    ];
    for (const authorization of corpus) {
      const answer = await call(getMe, { headers: { authorization } });
      expect([authorization.slice(0, 60), answer.status, answer.code]).toEqual([authorization.slice(0, 60), 401, 'UNAUTHENTICATED']);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it('accepts the scheme without case, as RFC 9110 asks', async () => {
    expect((await call(getMe, { headers: { authorization: `bearer ${session.accessToken}` } })).status).toBe(200);
  });

  it('grants what the roles say now, not what its claims say', async () => {
    const token = await signedWith(owner, { permissions: ['admin.settings.write'], roles: ['super_admin'] });
    expect((await present(token)).data.roles).toEqual(['moderator']);
    await db().userRole.deleteMany({ where: { userId: person.id } });
    expect((await call(getDashboard, { bearer: session.accessToken })).status).toBe(403);
  });

  it('expires in the cache of verified tokens too', async () => {
    const token = await signedWith(owner, { exp: now() + 2 });
    expect((await present(token)).status).toBe(200);
    await new Promise((done) => setTimeout(done, 2_100));
    expect((await present(token)).code).toBe('TOKEN_EXPIRED');
  });
});
