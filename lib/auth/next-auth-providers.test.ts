import process from 'node:process';
import { parseSetCookie } from 'cookie';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { findAccountByEmail } from '#lib/accounts/find-user.ts';
import type { Caller } from '#lib/audit/caller.ts';
import { db } from '#lib/db/client.ts';
import { listSignInProviders } from '#lib/linked-accounts/providers.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { makePool } from '#scripts/testing/pools.ts';
import { beginProviderSignIn } from './begin-provider-sign-in.ts';
import { readFlowPool } from './flow-pool.ts';
import { handleNextAuth } from './next-auth.ts';

const origin = 'http://localhost:3000';
const caller: Caller = {
  requestId: 'test',
  ip: null,
  userAgent: null,
  locale: 'en',
  pool: defaultPool,
  deviceToken: null,
  trustedDeviceToken: null,
};
const tenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

type Answers = Record<string, (request: Request) => unknown>;

/** Stands in for the three providers' hosts, which no test may call. Everything else about the flow is real. */
function serve(answers: Answers): void {
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    const answer = answers[request.url.split('?', 1)[0] ?? ''];
    return answer ? Response.json(answer(request)) : new Response('unknown', { status: 404 });
  });
}

function idToken(claims: Record<string, unknown>): string {
  const now = Math.floor(Date.now() / 1000);
  const parts = [{ alg: 'RS256' }, { iat: now, exp: now + 60, ...claims }, {}];
  return parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}

/** Signs in with the provider and answers where the browser ends up. `claims` may use the nonce of the flow. */
async function signIn(provider: string, callback: string, answersFor: (nonce: string) => Answers, pool = defaultPool): Promise<string> {
  serve(answersFor(''));
  const { location, cookies } = await beginProviderSignIn(provider, '/dashboard', { ...caller, pool });
  const { searchParams } = new URL(location);
  expect(searchParams.get('redirect_uri')).toBe(`${origin}/api/auth/callback/${callback}`);
  expect(searchParams.get('code_challenge_method')).toBe('S256');
  serve(answersFor(searchParams.get('nonce') ?? ''));
  const cookie = cookies
    .map((line) => parseSetCookie(line))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
  const query = new URLSearchParams({ code: 'code', state: searchParams.get('state') ?? '' });
  const response = await handleNextAuth(new Request(`${origin}/api/auth/callback/${callback}?${query}`, { headers: { cookie } }));
  return (response.headers.get('location') ?? '').slice(origin.length);
}

function tokenAnswer(token?: string) {
  return { access_token: 'access', token_type: 'bearer', expires_in: 60, ...(token && { id_token: token }) };
}

function discovery(issuer: string, base: string) {
  return {
    issuer,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    userinfo_endpoint: `${base}/userinfo`,
    code_challenge_methods_supported: ['S256'],
  };
}

function google(claims: Record<string, unknown>) {
  const issuer = 'https://accounts.google.com';
  return (nonce: string): Answers => ({
    [`${issuer}/.well-known/openid-configuration`]: () => discovery(issuer, issuer),
    [`${issuer}/token`]: () => tokenAnswer(idToken({ iss: issuer, aud: 'google-id', nonce, ...claims })),
  });
}

function microsoft(claims: Record<string, unknown>, tid = tenant) {
  const base = 'https://login.microsoftonline.com';
  const ownIssuer = `${base}/${tid}/v2.0`;
  return (nonce: string): Answers => ({
    [`${base}/common/v2.0/.well-known/openid-configuration`]: () => discovery(`${base}/{tenantid}/v2.0`, base),
    [`${ownIssuer}/.well-known/openid-configuration`]: () => discovery(ownIssuer, base),
    [`${base}/token`]: () => tokenAnswer(idToken({ iss: ownIssuer, tid, aud: 'microsoft-id', nonce, ...claims })),
  });
}

function gitHub(user: Record<string, unknown>, emails: unknown) {
  return (): Answers => ({
    'https://github.com/login/oauth/access_token': () => tokenAnswer(),
    'https://api.github.com/user': () => user,
    'https://api.github.com/user/emails': () => emails,
  });
}

beforeAll(() => {
  for (const name of ['GOOGLE', 'GITHUB', 'MICROSOFT'])
    Object.assign(process.env, { [`OAUTH_${name}_ID`]: `${name.toLowerCase()}-id`, [`OAUTH_${name}_SECRET`]: 'secret' });
});

it('shows the configured providers in order', () => {
  expect(listSignInProviders().map(({ label }) => label)).toEqual(['Google', 'GitHub', 'Microsoft']);
});

describe('Google', () => {
  it('signs in with a confirmed address', async () => {
    const claims = { sub: '1', email: 'google@example.com', email_verified: true, name: 'G' };
    expect(await signIn('google', 'google', google(claims))).toBe('/dashboard');
    expect(await findAccountByEmail(defaultPool, 'google@example.com')).toMatchObject({ status: 'active' });
  });
  it('makes another account in each pool where the walk began, and leads back to its pages', async () => {
    const pool = await makePool();
    const claims = { sub: '1', email: 'google@example.com', email_verified: true };
    expect(await signIn('google', 'google', google(claims), pool)).toBe('/dashboard');
    const ids = [defaultPool, pool].map(async (name) => (await findAccountByEmail(name, claims.email))?.id);
    expect(new Set(await Promise.all(ids)).size).toBe(2);
    expect(await signIn('google', 'google', google({ ...claims, email_verified: false }), pool)).toBe(
      `/login?error=email_unverified&pool=${pool}`,
    );
    // A walk of this browser that was given up does not decide where the next one ends.
    serve(google(claims)(''));
    const given = await beginProviderSignIn('google', '/dashboard', { ...caller, pool });
    const mark = given.cookies.find((line) => line.includes('oauth-pool'))?.split(';', 1)[0] ?? '';
    expect(await readFlowPool(mark.slice(mark.indexOf('=') + 1), 'another-state')).toBe(defaultPool);
    expect(await readFlowPool(mark.slice(mark.indexOf('=') + 1), new URL(given.location).searchParams.get('state'))).toBe(pool);
  });
  it('is refused without one', async () => {
    const claims = { sub: '2', email: 'google2@example.com', email_verified: false };
    expect(await signIn('google', 'google', google(claims))).toBe('/login?error=email_unverified');
  });
});

describe('Microsoft', () => {
  it('signs in when the owner of the domain is verified, and binds the tenant', async () => {
    const claims = { sub: 'm', email: 'microsoft@example.com', xms_edov: true };
    expect(await signIn('microsoft', 'microsoft-entra-id', microsoft(claims))).toBe('/dashboard');
    const account = await findAccountByEmail(defaultPool, 'microsoft@example.com');
    const link = await db().account.findFirstOrThrow({ where: { userId: account?.id ?? '' } });
    expect(link.provider).toBe(`https://login.microsoftonline.com/${tenant}/v2.0`);
    // The same subject in another tenant is somebody else.
    const foreign = { sub: 'm', email: 'microsoft@example.com', xms_edov: true };
    const other = '11111111-2222-4333-8444-555555555555';
    expect(await signIn('microsoft', 'microsoft-entra-id', microsoft(foreign, other))).toBe('/login?error=account_exists');
  });
  it.each([{}, { xms_edov: false }, { xms_edov: '0' }, { email_verified: true }, { verified_primary_email: ['x@example.com'] }])(
    "does not believe the directory's word for an address: %j",
    async (claims) => {
      const answers = microsoft({ sub: 'n', email: 'victim@example.com', ...claims });
      expect(await signIn('microsoft', 'microsoft-entra-id', answers)).toBe('/login?error=email_unverified');
    },
  );
  it('is refused when the token names another issuer than its tenant', async () => {
    const claims = { sub: 'o', email: 'o@example.com', xms_edov: true, iss: 'https://login.microsoftonline.com/evil/v2.0' };
    expect(await signIn('microsoft', 'microsoft-entra-id', microsoft(claims))).toBe('/login?error=provider_failed');
  });
});

describe('GitHub', () => {
  it('signs in with the primary verified address, not with that of the public profile', async () => {
    const emails = [
      { email: 'second@example.com', primary: false, verified: true },
      { email: 'primary@example.com', primary: true, verified: true },
    ];
    expect(await signIn('github', 'github', gitHub({ id: 7, login: 'x', email: 'public@example.com' }, emails))).toBe('/dashboard');
    expect(await findAccountByEmail(defaultPool, 'primary@example.com')).not.toBeNull();
    expect(await findAccountByEmail(defaultPool, 'public@example.com')).toBeNull();
  });
  it.each([
    [[{ email: 'a@example.com', primary: true, verified: false }]],
    [[{ email: 'a@example.com', primary: true, verified: 'true' }]],
    [[{ email: 'a@example.com', primary: false, verified: true }]],
    [[]],
    [{ message: 'Not found' }],
    [[null]],
  ])('is refused with the addresses %j', async (emails) => {
    const answers = gitHub({ id: 8, login: 'x', email: 'a@example.com' }, emails);
    expect(await signIn('github', 'github', answers)).toBe('/login?error=email_unverified');
  });
  it.each([undefined, null, '9', 1.5, { a: 1 }])('is refused with the id %j', async (id) => {
    const emails = [{ email: 'b@example.com', primary: true, verified: true }];
    expect(await signIn('github', 'github', gitHub({ id, login: 'x' }, emails))).toBe('/login?error=provider_failed');
  });
});
