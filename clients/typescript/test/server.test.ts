import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerJwks } from '../../../lib/http/jwks.ts';
import { origin } from '../../../scripts/testing/api.ts';
import { makePerson, type Person, signIn } from '../../../scripts/testing/people.ts';
import { rotateNow } from '../../../scripts/testing/signing-keys.ts';
import { createVerifier, requirePermission } from '../src/server.ts';

let person: Person;
let token: string;
let asked: string[];

beforeAll(async () => {
  person = await makePerson({ role: 'moderator' });
  token = (await signIn(person)).accessToken;
});

/** The published keys, from the handler that publishes them. */
beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
    asked.push(String(input));
    return answerJwks(new Request(input, init));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('an access token in another service', () => {
  it('is verified by the published keys, which are asked for once', async () => {
    const { verify, verifyHeader } = createVerifier({ issuer: `${origin}/` });
    expect(await verify(token)).toMatchObject({
      sub: person.id,
      roles: ['moderator'],
      permissions: expect.arrayContaining(['admin.users.read']),
    });
    await Promise.all(Array.from({ length: 20 }, () => verifyHeader(`Bearer ${token}`)));
    expect(asked).toEqual([`${origin}/.well-known/jwks.json`]);
  });

  it('is verified before and after the signing key was rotated, without the keys being asked for again', async () => {
    const { verify } = createVerifier({ issuer: origin });
    await verify(token);
    expect((await rotateNow()).status).toBe('rotated');
    const after = (await signIn(person)).accessToken;
    const kidOf = (text: string) => JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString()).kid;
    expect(kidOf(after)).not.toBe(kidOf(token));
    for (const each of [token, after, token]) expect((await verify(each)).sub).toBe(person.id);
    expect(asked.length).toBe(1);
    // A second rotation brings a key that was published after the look.
    expect((await rotateNow()).status).toBe('rotated');
    const later = createVerifier({ issuer: origin });
    expect((await later.verify((await signIn(person)).accessToken)).sub).toBe(person.id);
  });

  it.each([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['for another audience', { issuer: origin, audience: 'https://other.example' }],
  ])('%s is refused', async (_, options) => {
    const { verify } = createVerifier({ ...options, jwksUrl: `${origin}/.well-known/jwks.json` });
    await expect(verify(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  it('that is none, is altered, or is of another kind, is refused', async () => {
    const { verify, verifyHeader } = createVerifier({ issuer: origin });
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const forged = await new SignJWT({ roles: ['super_admin'], permissions: [] })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', jwk: await exportJWK(publicKey) })
      .setIssuer(origin)
      .setAudience(origin)
      .setSubject(person.id)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    for (const bad of ['', 'x', `${token}x`, forged, token.replace(/^[^.]+/, 'eyJhbGciOiJub25lIn0')])
      await expect(verify(bad)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const header of [null, undefined, '', token, `Basic ${token}`, `Bearer ${token},${token}`, `Bearer ${token} x`])
      await expect(verifyHeader(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('that has expired says so', async () => {
    const { verify } = createVerifier({ issuer: origin });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    await expect(verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('is neither accepted nor refused while the keys cannot be had', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('fetch failed')));
    await expect(createVerifier({ issuer: origin }).verify(token)).rejects.toMatchObject({ code: 'NETWORK' });
    vi.stubGlobal('fetch', async () => new Response('busy', { status: 503 }));
    await expect(createVerifier({ issuer: origin }).verify(token)).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it('opens only what its permissions name', async () => {
    const claims = await createVerifier({ issuer: origin }).verify(token);
    expect(() => requirePermission(claims, 'admin.users.read')).not.toThrow();
    expect(() => requirePermission(claims, 'admin.settings.write')).toThrowError(
      expect.objectContaining({ code: 'FORBIDDEN', status: 403 }),
    );
  });
});
