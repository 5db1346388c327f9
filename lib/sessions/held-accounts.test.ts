import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount, signOutAccounts, switchAccount } from '#lib/contracts/accounts.ts';
import { login, logout } from '#lib/contracts/auth.ts';
import { verifySecondFactor } from '#lib/contracts/factors.ts';
import { getMe } from '#lib/contracts/users.ts';
import { randomToken, sha256 } from '#lib/crypto/hash.ts';
import { db } from '#lib/db/client.ts';
import { origin } from '#scripts/testing/api.ts';
import { enrol, totpCode } from '#scripts/testing/factors.ts';
import { goodPassword, makePerson, type Person } from '#scripts/testing/people.ts';
import { ProviderBrowser } from '#scripts/testing/provider-browser.ts';
import { events, rowCounts } from '#scripts/testing/rows.ts';
import { type OidcProvider, startOidcProvider } from '../../e2e/oidc/provider.ts';
import { parseHeldTokens } from './held-tokens.ts';

const sessionName = '__Host-gatehouse-session';
const accountsName = '__Host-gatehouse-accounts';
const addingName = '__Host-gatehouse-adding';

let acme: OidcProvider;

beforeAll(async () => {
  acme = await startOidcProvider({ redirectUris: [`${origin}/api/auth/callback/acme`] });
  Object.assign(process.env, acme.environment('ACME'));
});
afterAll(() => acme?.close());

/** Signs in as a page of ours would; answers the session's id. */
async function enter(browser: ProviderBrowser, person: Person, options: { remember?: boolean } = {}): Promise<string> {
  const body = { email: person.email, password: goodPassword, mode: 'cookie', remember_me: options.remember ?? false };
  const answer = await browser.call(login, { body });
  expect(answer.status).toBe(200);
  return answer.data.session_id;
}

async function add(browser: ProviderBrowser, person: Person, options: { remember?: boolean } = {}): Promise<string> {
  expect((await browser.call(addAccount, { body: {} })).status).toBe(200);
  return enter(browser, person, options);
}

async function whoIs(browser: ProviderBrowser): Promise<string | null> {
  return (await browser.call(getMe)).data?.id ?? null;
}

function held(browser: ProviderBrowser): string[] {
  return parseHeldTokens(browser.jar.get(accountsName));
}

async function isAlive(sessionId: string): Promise<boolean> {
  return (await db().session.findUniqueOrThrow({ where: { id: sessionId } })).revokedAt === null;
}

/** A browser in which both are signed in, the second one in front. */
async function two() {
  const [ada, bob] = [await makePerson(), await makePerson()];
  const browser = new ProviderBrowser();
  const adas = await enter(browser, ada);
  const bobs = await add(browser, bob);
  return { browser, ada, bob, adas, bobs };
}

describe('adding an account', () => {
  it('keeps the session that was there, in a cookie that no script reads', async () => {
    const { browser, bob, adas, bobs } = await two();
    expect(await whoIs(browser)).toBe(bob.id);
    expect([await isAlive(adas), await isAlive(bobs)]).toEqual([true, true]);
    expect(held(browser)).toHaveLength(1);
    expect(browser.jar.has(addingName)).toBe(false);
    await browser.call(switchAccount, { body: { session_id: adas } });
    const line = browser.lines.find((each) => each.startsWith(accountsName)) ?? '';
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; Secure/);
    expect(line).toMatch(/; SameSite=Lax/i);
    expect(line).not.toMatch(/Max-Age|Expires|Domain/i);
  });

  it('is needed: without it a sign-in ends the session that was there, and every other one of the browser', async () => {
    const { browser, adas, bobs } = await two();
    const carol = await makePerson();
    await enter(browser, carol);
    expect(await whoIs(browser)).toBe(carol.id);
    expect([await isAlive(adas), await isAlive(bobs)]).toEqual([false, false]);
    expect(held(browser)).toEqual([]);
  });

  it('counts once, and only for the sessions that were there: a planted session dies', async () => {
    const { browser: eve, adas: planted } = await two();
    const victim = new ProviderBrowser();
    // Chosen by the victim before somebody put other sessions into the browser.
    await enter(victim, await makePerson());
    await victim.call(addAccount, { body: {} });
    const [session, others] = [eve.jar.get(sessionName) ?? '', eve.jar.get(accountsName) ?? ''];
    victim.jar.set(sessionName, session);
    victim.jar.set(accountsName, others);
    await enter(victim, await makePerson());
    expect(held(victim)).toEqual([]);
    expect(await isAlive(planted)).toBe(false);
    expect(await db().session.count({ where: { tokenHash: sha256(session) } })).toBe(0);

    const { browser } = await two();
    await enter(browser, await makePerson());
    expect(held(browser)).toEqual([]);
  });

  it('with the same account again leaves one session of it', async () => {
    const { browser, ada, bob, adas, bobs } = await two();
    const again = await add(browser, ada);
    expect([await isAlive(adas), await isAlive(bobs), await isAlive(again)]).toEqual([false, true, true]);
    expect(held(browser)).toHaveLength(1);
    expect(await whoIs(browser)).toBe(ada.id);
    await browser.call(switchAccount, { body: { session_id: bobs } });
    expect(await whoIs(browser)).toBe(bob.id);
  });

  it('works through the second factor and through a provider', async () => {
    const [ada, bob] = [await makePerson(), await makePerson()];
    const { secret } = await enrol(bob);
    const browser = new ProviderBrowser();
    const adas = await enter(browser, ada);
    await browser.call(addAccount, { body: {} });
    expect((await browser.call(login, { body: { email: bob.email, password: goodPassword, mode: 'cookie' } })).status).toBe(202);
    expect(await whoIs(browser)).toBe(ada.id);
    expect((await browser.call(verifySecondFactor, { body: { method: 'totp', code: totpCode(secret) } })).status).toBe(200);
    expect(await whoIs(browser)).toBe(bob.id);
    expect([await isAlive(adas), held(browser).length]).toEqual([true, 1]);

    await browser.call(addAccount, { body: {} });
    acme.signInAs({ sub: randomToken(), claims: { email: `${randomToken().slice(0, 8)}@example.com`, email_verified: true } });
    expect((await browser.signInAt(acme)).headers.get('location')).toBe(`${origin}/dashboard`);
    expect([await isAlive(adas), held(browser).length]).toEqual([true, 2]);
  });

  it('stops at six accounts', async () => {
    const browser = new ProviderBrowser();
    await enter(browser, await makePerson());
    for (let count = 0; count < 5; count += 1) await add(browser, await makePerson());
    expect(held(browser)).toHaveLength(5);
    expect((await browser.call(addAccount, { body: {} })).code).toBe('CONFLICT');
  });

  it('changes nothing for applications', async () => {
    const { browser, adas, bobs } = await two();
    const cookies = new Map(browser.jar);
    const { status, cookies: lines } = await browser.call(login, { body: { email: (await makePerson()).email, password: goodPassword } });
    expect(status).toBe(200);
    expect(lines.filter((line) => /gatehouse-(?:session|accounts)=/.test(line))).toEqual([]);
    expect([browser.jar.get(accountsName), await isAlive(adas), await isAlive(bobs)]).toEqual([cookies.get(accountsName), true, true]);
  });
});

describe('switching', () => {
  it('brings the other session to the front and writes it down, without making one', async () => {
    const { browser, ada, bob, adas, bobs } = await two();
    const before = await rowCounts();
    expect((await browser.call(switchAccount, { body: { session_id: adas } })).data).toEqual({ session_id: adas });
    expect(await whoIs(browser)).toBe(ada.id);
    expect((await rowCounts())['public.session']).toBe(before['public.session']);
    expect(await events({ subjectId: ada.id, action: 'session.switched' })).toMatchObject([{ targetId: adas }]);
    await browser.call(switchAccount, { body: { session_id: bobs } });
    expect(await whoIs(browser)).toBe(bob.id);
  });

  it.each(['ended', 'expired', 'idle', 'suspended'])('is refused to a session that is %s, and forgets it', async (how) => {
    const { browser, bob, ada, adas } = await two();
    if (how === 'suspended') await db().user.update({ where: { id: ada.id }, data: { status: 'suspended' } });
    else {
      const past = new Date(Date.now() - 61 * 60_000);
      const data = { ended: { revokedAt: past }, expired: { expiresAt: past }, idle: { lastSeenAt: past } }[how] ?? {};
      await db().session.update({ where: { id: adas }, data });
    }
    expect((await browser.call(switchAccount, { body: { session_id: adas } })).code).toBe('NOT_FOUND');
    expect(await whoIs(browser)).toBe(bob.id);
    await add(browser, await makePerson());
    expect(held(browser)).toHaveLength(1);
  });

  it('is refused to a session that this browser does not hold', async () => {
    const { browser } = await two();
    const { adas: foreign } = await two();
    expect((await browser.call(switchAccount, { body: { session_id: foreign } })).code).toBe('NOT_FOUND');
  });

  it('is refused to another site, also where nobody is in front', async () => {
    const { browser, adas } = await two();
    for (const forgotten of [false, true]) {
      if (forgotten) browser.jar.delete(sessionName);
      for (const contract of [switchAccount, signOutAccounts, addAccount]) {
        const body = contract === addAccount ? {} : { session_id: adas };
        for (const headers of [{ origin: 'https://evil.example' }, { origin: '' }, { origin: '', 'sec-fetch-site': 'cross-site' }])
          expect((await browser.call(contract, { body, headers })).status).toBe(403);
      }
    }
    expect(await isAlive(adas)).toBe(true);
  });

  it('does not keep a session alive that is only listed', async () => {
    const { browser, adas, bobs } = await two();
    const lastSeenAt = new Date(Date.now() - 30 * 60_000);
    await db().session.update({ where: { id: adas }, data: { lastSeenAt } });
    await browser.call(addAccount, { body: {} });
    await browser.call(switchAccount, { body: { session_id: bobs } });
    expect((await db().session.findUniqueOrThrow({ where: { id: adas } })).lastSeenAt).toEqual(lastSeenAt);
  });

  it('keeps “remember me” with the session it belongs to', async () => {
    const browser = new ProviderBrowser();
    const adas = await enter(browser, await makePerson(), { remember: true });
    const bobs = await add(browser, await makePerson());
    const lines = (name: string) => browser.lines.find((line) => line.startsWith(`${name}=`)) ?? '';
    expect(lines(accountsName)).toMatch(/Max-Age=2592000/);
    await browser.call(switchAccount, { body: { session_id: adas } });
    expect(lines(sessionName)).toMatch(/Max-Age=2592000/);
    expect(lines(accountsName)).not.toMatch(/Max-Age/);
    await browser.call(switchAccount, { body: { session_id: bobs } });
    expect(lines(sessionName)).not.toMatch(/Max-Age/);
  });
});

describe('signing out', () => {
  it('of one account ends its session alone', async () => {
    const { browser, bob, adas, bobs } = await two();
    expect((await browser.call(signOutAccounts, { body: { session_id: adas } })).data).toEqual({ signed_out: 1 });
    expect([await isAlive(adas), await isAlive(bobs)]).toEqual([false, true]);
    expect([await whoIs(browser), held(browser)]).toEqual([bob.id, []]);
  });

  it('of the account in use leaves the others, for which the browser can switch', async () => {
    for (const how of ['here', 'logout']) {
      const { browser, ada, adas, bobs } = await two();
      if (how === 'here') await browser.call(signOutAccounts, { body: { session_id: bobs } });
      else await browser.call(logout, { body: { scope: 'this' } });
      expect([await isAlive(adas), await isAlive(bobs)]).toEqual([true, false]);
      expect([browser.jar.has(sessionName), held(browser).length]).toEqual([false, 1]);
      expect((await browser.call(switchAccount, { body: { session_id: adas } })).status).toBe(200);
      expect(await whoIs(browser)).toBe(ada.id);
    }
  });

  it('of all ends every session of this browser and no other', async () => {
    const { browser, ada, adas, bobs } = await two();
    const elsewhere = new ProviderBrowser();
    const other = await enter(elsewhere, ada);
    expect((await browser.call(signOutAccounts, { body: {} })).data).toEqual({ signed_out: 2 });
    expect([await isAlive(adas), await isAlive(bobs), await isAlive(other)]).toEqual([false, false, true]);
    expect([browser.jar.has(sessionName), browser.jar.has(accountsName)]).toEqual([false, false]);
    expect((await browser.call(signOutAccounts, { body: {} })).data).toEqual({ signed_out: 0 });
  });

  it('of a session that the browser does not hold is refused', async () => {
    const { browser } = await two();
    const { adas } = await two();
    expect((await browser.call(signOutAccounts, { body: { session_id: adas } })).code).toBe('NOT_FOUND');
    expect(await isAlive(adas)).toBe(true);
  });
});

it.each([
  '',
  '.',
  'x',
  '....',
  `${'a'.repeat(43)}.${'a'.repeat(43)}`,
  `${'ä'.repeat(43)}`,
  Array(50)
    .fill('b'.repeat(43))
    .map((token, index) => `${token}${index}`)
    .join('.'),
])('a cookie of the browser’s accounts that says %j holds at most five tokens, each once', (cookie) => {
  const tokens = parseHeldTokens(cookie);
  expect(tokens.length).toBeLessThanOrEqual(5);
  expect(new Set(tokens).size).toBe(tokens.length);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{20,128}$/);
});
