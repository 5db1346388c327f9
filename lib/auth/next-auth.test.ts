import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createUser } from '#lib/accounts/create-user.ts';
import { findAccountByEmail } from '#lib/accounts/find-user.ts';
import { verifySecondFactor } from '#lib/contracts/factors.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { seal } from '#lib/crypto/seal.ts';
import { db, inTransaction } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { newTotpSecret } from '#lib/factors/totp.ts';
import { factorContext } from '#lib/factors/verify-factor.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { call } from '#scripts/testing/api.ts';
import { totpCode } from '#scripts/testing/factors.ts';
import { ProviderBrowser } from '#scripts/testing/provider-browser.ts';
import { type OidcProvider, startOidcProvider } from '../../e2e/oidc/provider.ts';

const origin = 'http://localhost:3000';
const sessionName = '__Host-gatehouse-session';
const challengeName = '__Host-gatehouse-challenge';
const deviceName = '__Host-gatehouse-device';

let acme: OidcProvider;
let other: OidcProvider;
let count = 0;

class Browser extends ProviderBrowser {
  signIn(query = ''): Promise<Response> {
    return this.signInAt(acme, query);
  }
}

function person(claims: Record<string, unknown> = {}) {
  count += 1;
  const email = `person${count}@example.com`;
  return { sub: `subject-${count}`, email, claims: { email, email_verified: true, name: 'Ada Lovelace', ...claims } };
}

async function counts() {
  const [users, links, sessions] = await Promise.all([db().user.count(), db().account.count(), db().session.count()]);
  return { users, links, sessions };
}

/** Refused means: back on the sign-in page with the code, nothing written but one event, no cookie. */
async function expectRefused(work: (browser: Browser) => Promise<Response>, code: string) {
  const before = await counts();
  const events = await db().auditEvent.count({ where: { action: 'session.denied' } });
  const browser = new Browser();
  const response = await work(browser);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`${origin}/login?error=${code}`);
  expect(browser.jar.has(sessionName)).toBe(false);
  expect([browser.jar.has(deviceName), browser.jar.has('gatehouse-last-method')]).toEqual([false, false]);
  expect(await counts()).toEqual(before);
  const denied = await db().auditEvent.findMany({ where: { action: 'session.denied' }, orderBy: { createdAt: 'desc' } });
  expect(denied.length).toBe(events + 1);
  expect(denied[0]).toMatchObject({ result: 'failure', reason: `oauth:acme:${code}` });
}

beforeAll(async () => {
  acme = await startOidcProvider({ redirectUris: [`${origin}/api/auth/callback/acme`] });
  other = await startOidcProvider({ redirectUris: [`${origin}/api/auth/callback/other`] });
  Object.assign(process.env, acme.environment('ACME'), other.environment('OTHER'), {
    RATE_LIMITS: '{"anonymous":"off"}',
    // next-auth reads these by itself; nothing but APP_URL may decide where a flow leads.
    AUTH_URL: 'https://evil.example/x',
    NEXTAUTH_URL: 'https://evil.example/x',
    AUTH_REDIRECT_PROXY_URL: 'https://evil.example/x',
  });
});
beforeEach(() => acme.tamper(null));
afterAll(async () => {
  await Promise.all([acme?.close(), other?.close()]);
});

describe('starting a sign-in at a provider', () => {
  it('redirects to the provider with state, nonce and PKCE, and ties them to the browser with cookies', async () => {
    const browser = new Browser();
    const response = await browser.start();
    expect(response.status).toBe(303);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.origin).toBe(acme.issuer);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      redirect_uri: `${origin}/api/auth/callback/acme`,
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile email',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(location.searchParams.get(name)?.length).toBeGreaterThan(20);
    expect([...browser.jar.keys()].sort()).toEqual(
      ['destination', 'nonce', 'pkce', 'state'].map((name) => `__Host-gatehouse-oauth-${name}`),
    );
    for (const line of browser.lines) {
      expect(line).toMatch(/; Path=\//);
      expect(line).toMatch(/; HttpOnly/);
      expect(line).toMatch(/; Secure/);
      expect(line).toMatch(/; SameSite=lax/i);
    }
  });

  it('answers 404 for a provider that is not configured', async () => {
    const response = await new Browser().start('nobody');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ success: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('coming back from a provider', () => {
  it('makes a user with a sealed address, one session and our cookies', async () => {
    const ada = person();
    acme.signInAs(ada);
    const browser = new Browser();
    const before = await counts();
    const response = await browser.signIn('?redirect_to=/profile');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${origin}/profile`);
    expect(await counts()).toEqual({ users: before.users + 1, links: before.links + 1, sessions: before.sessions + 1 });

    const token = browser.jar.get(sessionName) ?? '';
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const line = browser.lines.find((text) => text.startsWith(`${sessionName}=`)) ?? '';
    expect(line).not.toMatch(/expires|max-age/i);
    expect(browser.jar.has(deviceName)).toBe(true);
    expect(browser.jar.get('gatehouse-last-method')).toBe('acme');
    expect([...browser.jar.keys()].filter((name) => name.includes('oauth'))).toEqual([]);

    const account = await findAccountByEmail(defaultPool, ada.email);
    expect(account).toMatchObject({ status: 'active', passwordHash: null });
    const session = await db().session.findFirstOrThrow({ where: { userId: account?.id ?? '' } });
    expect(session).toMatchObject({ method: 'oauth:acme', kind: 'browser', remember: false });
    expect(Buffer.from(session.tokenHash ?? []).equals(sha256(token))).toBe(true);
    const actions = await db().auditEvent.findMany({ where: { subjectId: account?.id ?? '' }, select: { action: true } });
    expect(actions.map(({ action }) => action).sort()).toEqual(['connection.created', 'session.created', 'user.registered']);
  });

  it('keeps neither address, subject nor provider token in the link', async () => {
    const ada = person();
    acme.signInAs({ ...ada, sub: ada.email });
    await new Browser().signIn();
    const account = await findAccountByEmail(defaultPool, ada.email);
    const link = await db().account.findFirstOrThrow({ where: { userId: account?.id ?? '' } });
    expect(link.provider).toBe(acme.issuer);
    expect(JSON.stringify(link)).not.toContain(ada.email);
    expect(link.providerAccountId).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('knows the same person again, also after the address changed at the provider', async () => {
    const ada = person();
    acme.signInAs(ada);
    await new Browser().signIn();
    const before = await counts();
    acme.signInAs({ ...ada, claims: { ...ada.claims, email: `moved-${ada.email}` } });
    expect((await new Browser().signIn()).headers.get('location')).toBe(`${origin}/dashboard`);
    expect(await counts()).toEqual({ ...before, sessions: before.sessions + 1 });
  });

  it('leads to the second factor, with a challenge and no session, when one is on', async () => {
    const ada = person();
    acme.signInAs(ada);
    await new Browser().signIn();
    const account = await findAccountByEmail(defaultPool, ada.email);
    if (!account) throw new Error('There is no such account.');
    const secret = newTotpSecret();
    const id = uuidv7();
    const secretSealed = seal(account.dataKey, secret, factorContext(id));
    await db().factor.create({ data: { id, userId: account.id, method: 'totp', secretSealed, confirmedAt: new Date() } });

    const before = await counts();
    const browser = new Browser();
    const response = await browser.signIn('?redirect_to=/profile');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${origin}/challenge?redirect_to=%2Fprofile`);
    expect(await counts()).toEqual(before);
    expect([browser.jar.has(sessionName), browser.jar.has(deviceName)]).toEqual([false, false]);
    const cookie = `${challengeName}=${browser.jar.get(challengeName)}`;
    const answer = await call(verifySecondFactor, { cookie, body: { method: 'totp', code: totpCode(secret) } });
    expect(answer.status).toBe(200);
    expect(answer.data.user.id).toBe(account.id);
    const session = await db().session.findUniqueOrThrow({ where: { id: answer.data.session_id } });
    expect(session.method).toBe('oauth:acme');
    expect(session.amr).toEqual(expect.arrayContaining(['otp', 'mfa']));
    expect(await counts()).toEqual({ ...before, sessions: before.sessions + 1 });
  });

  it('ends the session the browser came with instead of linking the identity to its user', async () => {
    const [ada, eve] = [person(), person()];
    const browser = new Browser();
    acme.signInAs(ada);
    await browser.signIn();
    const first = browser.jar.get(sessionName) ?? '';
    acme.signInAs(eve);
    await browser.signIn();
    expect(browser.jar.get(sessionName)).not.toBe(first);
    expect(await db().session.count({ where: { tokenHash: sha256(first) } })).toBe(0);
    const [a, e] = [await findAccountByEmail(defaultPool, ada.email), await findAccountByEmail(defaultPool, eve.email)];
    expect(e?.id).not.toBe(a?.id);
    expect(await db().account.count({ where: { userId: a?.id ?? '' } })).toBe(1);
  });

  it('makes one user of 8 callbacks at once', async () => {
    const ada = person();
    acme.signInAs(ada);
    const before = await counts();
    const callbacks = [];
    for (let index = 0; index < 8; index += 1) {
      const browser = new Browser();
      const location = (await browser.start()).headers.get('location') ?? '';
      callbacks.push({ browser, address: await acme.walk(location) });
    }
    const answers = await Promise.all(callbacks.map(({ browser, address }) => browser.open(address)));
    for (const answer of answers) expect(answer.headers.get('location')).toBe(`${origin}/dashboard`);
    expect(await counts()).toEqual({ users: before.users + 1, links: before.links + 1, sessions: before.sessions + 8 });
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', 'http://localhost:3000.evil.example/'])(
    'leads to the default page when asked for %s',
    async (wanted) => {
      acme.signInAs(person());
      const response = await new Browser().signIn(`?redirect_to=${encodeURIComponent(wanted)}`);
      expect(response.headers.get('location')).toBe(`${origin}/dashboard`);
    },
  );
});

describe('what a provider may not do', () => {
  it.each([
    ['false', { email_verified: false }],
    ['"false"', { email_verified: 'false' }],
    ['"true"', { email_verified: 'true' }],
    ['0', { email_verified: 0 }],
    ['1', { email_verified: 1 }],
    ['absent', { email_verified: undefined }],
    ['an object', { email_verified: { value: true } }],
    ['true, without an address', { email: undefined }],
    ['true, with no address', { email: 'not an address' }],
    ['true, with several addresses', { email: ['a@example.com', 'b@example.com'] }],
  ])('get somebody in with email_verified %s', async (_, claims) => {
    acme.signInAs(person(claims));
    await expectRefused((browser) => browser.signIn(), 'email_unverified');
  });

  it('open a confirmed account that has the address but no link', async () => {
    const ada = person();
    await inTransaction((transaction) =>
      createUser(transaction, { pool: defaultPool, email: ada.email.toUpperCase(), emailVerified: true, passwordHash: 'x', role: 'user' }),
    );
    acme.signInAs(ada);
    await expectRefused((browser) => browser.signIn(), 'account_exists');
  });

  it('let a suspended user in', async () => {
    const ada = person();
    acme.signInAs(ada);
    await new Browser().signIn();
    const account = await findAccountByEmail(defaultPool, ada.email);
    await db().user.update({ where: { id: account?.id ?? '' }, data: { status: 'suspended' } });
    await expectRefused((browser) => browser.signIn(), 'suspended');
  });

  it('be told that the person cancelled', async () => {
    acme.signInAs(null);
    await expectRefused((browser) => browser.signIn(), 'access_denied');
    await expectRefused((browser) => browser.open(`${origin}/api/auth/callback/acme?error=access_denied`), 'expired');
  });

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['another nonce', {}, { nonce: 'another-nonce-another-nonce' }],
    ['no nonce', {}, { nonce: undefined }],
    ['another issuer', {}, { iss: 'http://localhost:1' }],
    ['another audience', {}, { aud: 'somebody-else' }],
    ['a foreign azp', {}, { aud: ['gatehouse', 'x'], azp: 'x' }],
    ['an end in the past', {}, { exp: 1 }],
    ['another subject than userinfo', {}, { sub: 'somebody-else' }],
    ['alg none', { alg: 'none' }, {}],
    ['another algorithm', { alg: 'HS256' }, {}],
  ])('send an ID token with %s', async (_, header, claims) => {
    acme.signInAs(person());
    acme.tamper((token) => ({ header: { ...token.header, ...header }, claims: { ...token.claims, ...claims } }));
    await expectRefused((browser) => browser.signIn(), 'provider_failed');
  });

  it('name another address in the ID token than in userinfo', async () => {
    acme.signInAs(person());
    acme.tamper((token) => ({ ...token, claims: { ...token.claims, email: 'victim@example.com' } }));
    await expectRefused((browser) => browser.signIn(), 'email_unverified');
  });
});

describe('what a stranger may not do with a callback', () => {
  async function prepared() {
    acme.signInAs(person());
    const browser = new Browser();
    const location = (await browser.start()).headers.get('location') ?? '';
    return { browser, address: await acme.walk(location) };
  }

  it('open it in another browser', async () => {
    const { address } = await prepared();
    await expectRefused((browser) => browser.open(address), 'expired');
  });

  it('open it twice', async () => {
    const { browser, address } = await prepared();
    const jar = new Map(browser.jar);
    expect((await browser.open(address)).headers.get('location')).toBe(`${origin}/dashboard`);
    await expectRefused((second) => second.open(address), 'expired');
    // Even with the cookies of the first time: the code works once.
    await expectRefused((third) => {
      for (const [name, value] of jar) third.jar.set(name, value);
      return third.open(address);
    }, 'provider_failed');
  });

  it.each(['no state', 'a foreign state'])('open it with %s', async (kind) => {
    const { browser, address } = await prepared();
    const url = new URL(address);
    if (kind === 'no state') url.searchParams.delete('state');
    else url.searchParams.set('state', 'x'.repeat(43));
    await expectRefused((stranger) => {
      for (const [name, value] of browser.jar) stranger.jar.set(name, value);
      return stranger.open(url.href);
    }, 'provider_failed');
  });

  it('open it with the verifier of another flow, with a repeated or a foreign iss parameter', async () => {
    const first = await prepared();
    const second = await prepared();
    const pkce = '__Host-gatehouse-oauth-pkce';
    await expectRefused((browser) => {
      for (const [name, value] of first.browser.jar) browser.jar.set(name, value);
      browser.jar.set(pkce, second.browser.jar.get(pkce) ?? '');
      return browser.open(first.address);
    }, 'provider_failed');
    for (const change of [(url: URL) => url.searchParams.append('code', 'x'), (url: URL) => url.searchParams.set('iss', other.issuer)]) {
      const { browser, address } = await prepared();
      const url = new URL(address);
      change(url);
      await expectRefused((stranger) => {
        for (const [name, value] of browser.jar) stranger.jar.set(name, value);
        return stranger.open(url.href);
      }, 'provider_failed');
    }
  });

  it('bring it to the callback of another provider', async () => {
    const { browser, address } = await prepared();
    const response = await browser.open(address.replace('/callback/acme', '/callback/other'));
    expect(response.headers.get('location')).toBe(`${origin}/login?error=expired`);
    expect(browser.jar.has(sessionName)).toBe(false);
  });

  it('plant a destination', async () => {
    const { browser, address } = await prepared();
    browser.jar.set('__Host-gatehouse-oauth-destination', encodeURIComponent('https://evil.example/'));
    const response = await browser.open(`${address}&callbackUrl=${encodeURIComponent('https://evil.example/')}`);
    expect(response.headers.get('location')).toBe(`${origin}/dashboard`);
  });
});

describe('the rest of the mount', () => {
  it('reads our session, without renewing or exposing it', async () => {
    const ada = person();
    acme.signInAs(ada);
    const browser = new Browser();
    await browser.signIn();
    const answer = await browser.open(`${origin}/api/auth/session`);
    expect(await answer.json()).toMatchObject({ user: { email: ada.email, name: 'Ada Lovelace' } });
    expect(browser.lines.filter((line) => line.startsWith(sessionName))).toEqual([]);
    expect(await (await new Browser().open(`${origin}/api/auth/session`)).json()).toBeNull();
  });

  it.each([
    'error',
    'verify-request',
    'signout',
    'webauthn-options',
    'callback',
    'callback/nobody',
    'callback/credentials',
    '',
    'x',
    'session/x',
  ])('answers 404 to GET %s', async (path) => {
    expect((await new Browser().open(`${origin}/api/auth/${path}`)).status).toBe(404);
  });

  it('never answers 5xx to garbage', async () => {
    for (const path of ['callback/acme?error=x', 'callback/acme?code[]=1', 'callback/acme?state=%00', 'signin?callbackUrl=javascript:x']) {
      const browser = new Browser();
      for (const name of ['state', 'nonce', 'pkce', 'destination', 'csrf']) browser.jar.set(`__Host-gatehouse-oauth-${name}`, '%');
      expect((await browser.open(`${origin}/api/auth/${path}`)).status, path).toBeLessThan(500);
    }
  });
});
