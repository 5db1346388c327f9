import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { login } from '#lib/contracts/auth.ts';
import { acceptOfferedConnection, createConnection, deleteConnection, listConnections } from '#lib/contracts/connections.ts';
import { listSessions } from '#lib/contracts/sessions.ts';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { call, origin } from '#scripts/testing/api.ts';
import { makeStale } from '#scripts/testing/factors.ts';
import { lastMail, queuedMails } from '#scripts/testing/mails.ts';
import { goodPassword, makePerson, type Person, signIn } from '#scripts/testing/people.ts';
import { ProviderBrowser } from '#scripts/testing/provider-browser.ts';
import { events, everyRow } from '#scripts/testing/rows.ts';
import { type OidcProvider, startOidcProvider } from '../../e2e/oidc/provider.ts';

const sessionName = '__Host-gatehouse-session';
const offerName = '__Host-gatehouse-offered-link';
const page = `${origin}/security/connections`;

let acme: OidcProvider;
let other: OidcProvider;
let count = 0;

function identity(claims: Record<string, unknown> = {}) {
  count += 1;
  const email = `at-acme-${count}@example.com`;
  return { sub: `subject-${count}`, email, claims: { email, email_verified: true, name: 'Ada Lovelace', ...claims } };
}

type SignedIn = { browser: ProviderBrowser; person: Person; sessionId: string };

async function signedIn(person?: Person, browser = new ProviderBrowser()): Promise<SignedIn> {
  const somebody = person ?? (await makePerson());
  const answer = await browser.call(login, { body: { email: somebody.email, password: goodPassword, mode: 'cookie' } });
  expect(answer.status).toBe(200);
  return { browser, person: somebody, sessionId: answer.data.session_id };
}

/** From the button on the page of the connections to the address that the provider sends the browser back to. */
async function walkToConnect({ browser }: SignedIn, provider = acme, providerId = 'acme'): Promise<string> {
  const answer = await browser.call(createConnection, { body: { provider: providerId } });
  expect(answer.status).toBe(200);
  return provider.walk(answer.data.authorization_url);
}

async function connected(claims?: Record<string, unknown>): Promise<SignedIn & { connectionId: string; sub: string }> {
  const who = await signedIn();
  const somebody = identity(claims);
  acme.signInAs(somebody);
  expect((await who.browser.open(await walkToConnect(who))).headers.get('location')).toBe(`${page}?notice=connected`);
  const link = await db().account.findFirstOrThrow({ where: { userId: who.person.id } });
  return { ...who, connectionId: link.id, sub: somebody.sub };
}

async function state(): Promise<{ links: number; sessions: number; users: number }> {
  const [links, sessions, users] = await Promise.all([
    db().account.count(),
    db().session.count({ where: { revokedAt: null } }),
    db().user.count(),
  ]);
  return { links, sessions, users };
}

/** Refused: nothing linked, nobody signed in or out, and one event that says why. */
async function expectNoLink(work: () => Promise<Response>, code: string): Promise<void> {
  const before = await state();
  const denied = (await events({ action: 'connection.denied' })).length;
  const response = await work();
  expect(response.headers.get('location')).toBe(`${page}?error=${code}`);
  expect(await state()).toEqual(before);
  const trail = await events({ action: 'connection.denied' });
  expect(trail).toHaveLength(denied + 1);
  expect(trail.at(-1)).toMatchObject({ reason: expect.stringMatching(new RegExp(`^oauth:\\w+:${code}$`)) });
}

beforeAll(async () => {
  acme = await startOidcProvider({ redirectUris: [`${origin}/api/auth/callback/acme`] });
  other = await startOidcProvider({ redirectUris: [`${origin}/api/auth/callback/other`] });
  Object.assign(process.env, acme.environment('ACME'), other.environment('OTHER'));
});
beforeEach(() => acme.tamper(null));
afterAll(async () => {
  await Promise.all([acme?.close(), other?.close()]);
});

describe('connecting a provider', () => {
  it('links the identity to who is signed in, keeps the session, mails the owner, and opens the account from then on', async () => {
    const who = await signedIn();
    const cookie = who.browser.jar.get(sessionName);
    const ada = identity();
    acme.signInAs(ada);
    const response = await who.browser.open(await walkToConnect(who));
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${page}?notice=connected`);
    expect(who.browser.jar.get(sessionName)).toBe(cookie);
    expect([...who.browser.jar.keys()].filter((name) => name.includes('oauth'))).toEqual([]);
    expect(await events({ subjectId: who.person.id, action: 'connection.created' })).toMatchObject([
      { result: 'success', reason: 'oauth:acme' },
    ]);
    expect(await lastMail(who.person.id, 'connection_added')).toMatchObject({ provider: 'Acme' });

    const [connection, ...more] = (await who.browser.call(listConnections)).data;
    expect(more).toEqual([]);
    expect(connection).toMatchObject({ provider: 'acme', label: 'Acme', email: ada.email, last_used_at: null });
    expect(await everyRow()).not.toContain(ada.email);

    const elsewhere = new ProviderBrowser();
    expect((await elsewhere.signInAt(acme)).headers.get('location')).toBe(`${origin}/dashboard`);
    expect((await elsewhere.call(listSessions)).data).toHaveLength(2);
    expect((await elsewhere.call(listConnections)).data[0].last_used_at).not.toBeNull();
  });

  it('of an identity that another account has is refused', async () => {
    const { sub } = await connected();
    const eve = await signedIn();
    acme.signInAs({ ...identity(), sub });
    await expectNoLink(async () => eve.browser.open(await walkToConnect(eve)), 'identity_taken');
    expect(await queuedMails(eve.person.id)).toEqual([]);
  });

  it('of the same identity again changes nothing', async () => {
    const who = await connected();
    acme.signInAs({ ...identity(), sub: who.sub });
    const mails = await queuedMails(who.person.id);
    const before = await state();
    expect((await who.browser.open(await walkToConnect(who))).headers.get('location')).toBe(`${page}?notice=already_connected`);
    expect(await state()).toEqual(before);
    expect(await queuedMails(who.person.id)).toEqual(mails);
  });

  it('of an address that the provider has not confirmed is refused', async () => {
    for (const lie of [false, 'false', 'true', 0, undefined]) {
      const who = await signedIn();
      acme.signInAs(identity({ email_verified: lie }));
      await expectNoLink(async () => who.browser.open(await walkToConnect(who)), 'email_unverified');
    }
  });

  it('that the person cancels changes nothing', async () => {
    const who = await signedIn();
    acme.signInAs(null);
    await expectNoLink(async () => who.browser.open(await walkToConnect(who)), 'access_denied');
  });

  it('needs a fresh proof, a browser, and a provider that is configured', async () => {
    const who = await signedIn();
    await makeStale(who.sessionId);
    expect((await who.browser.call(createConnection, { body: { provider: 'acme' } })).code).toBe('STEP_UP_REQUIRED');
    const fresh = await signedIn();
    expect((await fresh.browser.call(createConnection, { body: { provider: 'nobody' } })).code).toBe('NOT_FOUND');
    const { accessToken: bearer } = await signIn(await makePerson());
    expect((await call(createConnection, { bearer, body: { provider: 'acme' } })).code).toBe('FORBIDDEN');
    expect(await db().linkIntent.count({ where: { userId: { in: [who.person.id, fresh.person.id] } } })).toBe(0);
  });
});

describe('a stranger’s callback', () => {
  it('connects nothing in a session that did not begin it, and signs nobody in', async () => {
    const eve = await signedIn();
    acme.signInAs(identity());
    const callback = await walkToConnect(eve);
    const victim = await signedIn();
    await expectNoLink(() => victim.browser.open(callback), 'session_changed');
    // Even with every cookie of the walk: the session is another one.
    for (const [name, value] of eve.browser.jar) if (name.includes('oauth')) victim.browser.jar.set(name, value);
    await expectNoLink(() => victim.browser.open(callback), 'session_changed');
    const nobody = new ProviderBrowser();
    for (const [name, value] of eve.browser.jar) if (name.includes('oauth')) nobody.jar.set(name, value);
    await expectNoLink(() => nobody.open(callback), 'session_changed');
    expect(nobody.jar.has(sessionName)).toBe(false);
  });

  it('of a sign-in, opened while somebody connects a provider, connects nothing', async () => {
    const victim = await signedIn();
    await walkToConnect(victim);
    acme.signInAs(identity());
    const eve = new ProviderBrowser();
    const callback = await acme.walk((await eve.start()).headers.get('location') ?? '');
    const before = await state();
    const cookie = victim.browser.jar.get(sessionName);
    expect((await victim.browser.open(callback)).headers.get('location')).toContain(`${origin}/login?error=provider_failed`);
    expect(await state()).toEqual(before);
    expect(victim.browser.jar.get(sessionName)).toBe(cookie);
  });

  it('with the state of the victim’s walk and a code of the stranger’s connects nothing', async () => {
    const victim = await signedIn();
    acme.signInAs(identity());
    const own = new URL(await walkToConnect(victim));
    const eve = new ProviderBrowser();
    const foreign = new URL(await acme.walk((await eve.start()).headers.get('location') ?? ''));
    own.searchParams.set('code', foreign.searchParams.get('code') ?? '');
    await expectNoLink(() => victim.browser.open(own.href), 'provider_failed');
  });

  it('is good once, for fifteen minutes, and for its own provider', async () => {
    const who = await signedIn();
    acme.signInAs(identity());
    const callback = await walkToConnect(who);
    const jar = new Map(who.browser.jar);
    await who.browser.open(callback);
    const again = new ProviderBrowser();
    for (const [name, value] of jar) again.jar.set(name, value);
    await expectNoLink(() => again.open(callback), 'provider_failed');

    const late = await signedIn();
    acme.signInAs(identity());
    const lateCallback = await walkToConnect(late);
    await db().linkIntent.updateMany({ where: { userId: late.person.id }, data: { expiresAt: new Date() } });
    await expectNoLink(() => late.browser.open(lateCallback), 'expired');

    const swapped = await signedIn();
    acme.signInAs(identity());
    const address = (await walkToConnect(swapped)).replace('/callback/acme', '/callback/other');
    await expectNoLink(() => swapped.browser.open(address), 'session_changed');
  });

  it('after the session ended connects nothing', async () => {
    const who = await signedIn();
    acme.signInAs(identity());
    const callback = await walkToConnect(who);
    await db().session.update({ where: { id: who.sessionId }, data: { revokedAt: new Date() } });
    await expectNoLink(() => who.browser.open(callback), 'session_changed');
  });
});

describe('an ID token that lies', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['another issuer', {}, { iss: 'http://localhost:1' }],
    ['another audience', {}, { aud: 'somebody-else' }],
    ['another subject', {}, { sub: 'somebody-else' }],
    ['another nonce', {}, { nonce: 'another-nonce-another-nonce' }],
    ['no signature', { alg: 'none' }, {}],
  ])('with %s connects nothing', async (_, header, claims) => {
    const who = await signedIn();
    acme.signInAs(identity());
    acme.tamper((token) => ({ header: { ...token.header, ...header }, claims: { ...token.claims, ...claims } }));
    await expectNoLink(async () => who.browser.open(await walkToConnect(who)), 'provider_failed');
  });
});

describe('disconnecting', () => {
  it('takes the way in away, mails the owner, and writes it down', async () => {
    const { browser, person, connectionId: id, sub } = await connected();
    const answer = await browser.call(deleteConnection, { params: { connection_id: id } });
    expect([answer.status, answer.data]).toEqual([200, { disconnected: true }]);
    expect((await browser.call(listConnections)).data).toEqual([]);
    expect(await events({ subjectId: person.id, action: 'connection.removed' })).toMatchObject([{ reason: 'oauth:acme', targetId: id }]);
    expect(await lastMail(person.id, 'connection_removed')).toMatchObject({ provider: 'Acme' });
    expect((await browser.call(deleteConnection, { params: { connection_id: id } })).code).toBe('NOT_FOUND');
    acme.signInAs({ ...identity(), sub });
    const elsewhere = new ProviderBrowser();
    await elsewhere.signInAt(acme);
    expect((await elsewhere.call(listSessions)).data).toHaveLength(1);
  });

  it('is refused for the last way in, for somebody else’s, and without a fresh proof', async () => {
    const { browser, person, connectionId, sessionId } = await connected();
    const params = { connection_id: connectionId };
    const eve = await signedIn();
    expect((await eve.browser.call(deleteConnection, { params })).code).toBe('NOT_FOUND');
    await db().user.update({ where: { id: person.id }, data: { passwordHash: null } });
    expect((await browser.call(deleteConnection, { params })).code).toBe('LAST_SIGN_IN_METHOD');
    await makeStale(sessionId);
    expect((await browser.call(deleteConnection, { params })).code).toBe('STEP_UP_REQUIRED');
    expect(await db().account.count({ where: { userId: person.id } })).toBe(1);
    expect((await queuedMails(person.id)).map(({ template }) => template)).toEqual(['connection_added']);
  });
});

describe('a provider that met an account with its address', () => {
  /** Comes in through the sign-in page with the address of somebody who has an account. */
  async function offered(options: { email?: (person: Person) => string } = {}) {
    const person = await makePerson();
    const browser = new ProviderBrowser();
    const email = options.email?.(person) ?? person.email;
    acme.signInAs({ ...identity({ email }) });
    expect((await browser.signInAt(acme)).headers.get('location')).toBe(`${origin}/login?error=account_exists`);
    expect(await db().account.count({ where: { userId: person.id } })).toBe(0);
    return { person, browser };
  }

  it('is connected once its owner has signed in in the same browser and says so, once', async () => {
    const { person, browser } = await offered({ email: ({ email }) => email.toUpperCase() });
    await signedIn(person, browser);
    expect(await db().account.count({ where: { userId: person.id } })).toBe(0);
    const answer = await browser.call(acceptOfferedConnection, { body: {} });
    expect([answer.status, answer.data]).toEqual([200, { connected: true }]);
    expect(browser.jar.has(offerName)).toBe(false);
    expect((await browser.call(listConnections)).data).toMatchObject([{ provider: 'acme', email: person.email }]);
    expect(await lastMail(person.id, 'connection_added')).toMatchObject({ provider: 'Acme' });
    expect(await events({ subjectId: person.id, action: 'connection.created' })).toMatchObject([{ reason: 'oauth:acme' }]);
  });

  it('is connected by one of 20 tries at once', async () => {
    const { person, browser } = await offered();
    await signedIn(person, browser);
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.call(acceptOfferedConnection, { body: {} })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await events({ subjectId: person.id, action: 'connection.created' })).toHaveLength(1);
  });

  it('is offered to nobody else, in no other browser, not without a fresh proof, and not after ten minutes', async () => {
    const { person, browser } = await offered();
    const token = browser.jar.get(offerName) ?? '';
    const eve = await signedIn();
    eve.browser.jar.set(offerName, token);
    expect((await eve.browser.call(acceptOfferedConnection, { body: {} })).code).toBe('NOT_FOUND');
    const elsewhere = await signedIn(person);
    expect((await elsewhere.browser.call(acceptOfferedConnection, { body: {} })).code).toBe('NOT_FOUND');
    const { sessionId } = await signedIn(person, browser);
    await makeStale(sessionId);
    expect((await browser.call(acceptOfferedConnection, { body: {} })).code).toBe('STEP_UP_REQUIRED');
    await signedIn(person, browser);
    await db().offeredLink.updateMany({ where: { userId: person.id }, data: { expiresAt: new Date() } });
    expect((await browser.call(acceptOfferedConnection, { body: {} })).code).toBe('NOT_FOUND');
    expect(await db().account.count({ where: { userId: person.id } })).toBe(0);
  });

  it('is not offered where the provider has not confirmed the address', async () => {
    const person = await makePerson();
    const browser = new ProviderBrowser();
    acme.signInAs(identity({ email: person.email, email_verified: 'true' }));
    expect((await browser.signInAt(acme)).headers.get('location')).toBe(`${origin}/login?error=email_unverified`);
    expect(browser.jar.has(offerName)).toBe(false);
    expect(await db().offeredLink.count({ where: { userId: person.id } })).toBe(0);
  });

  it('which somebody else connected in the meantime is refused', async () => {
    const { person, browser } = await offered();
    await signedIn(person, browser);
    const offer = await db().offeredLink.findFirstOrThrow({ where: { userId: person.id } });
    const { provider, providerAccountId, type } = offer;
    const rival = await makePerson();
    await db().account.create({ data: { id: uuidv7(), userId: rival.id, provider, providerAccountId, type } });
    expect((await browser.call(acceptOfferedConnection, { body: {} })).code).toBe('CONFLICT');
    expect(await db().account.count({ where: { userId: person.id } })).toBe(0);
  });
});
