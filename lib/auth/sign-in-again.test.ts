import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addAccount, switchAccount } from '#lib/contracts/accounts.ts';
import { login, logout } from '#lib/contracts/auth.ts';
import { db } from '#lib/db/client.ts';
import { readRequestContext } from '#lib/http/request-context.ts';
import { forgetPools } from '#lib/pools/read-pools.ts';
import { origin } from '#scripts/testing/api.ts';
import { goodPassword, makePerson, newEmail, type Person } from '#scripts/testing/people.ts';
import { about, makePool } from '#scripts/testing/pools.ts';
import { ProviderBrowser } from '#scripts/testing/provider-browser.ts';
import { type OidcProvider, startOidcProvider } from '../../e2e/oidc/provider.ts';
import { signInAgainPath } from './sign-in-again.ts';

const poolName = '__Host-gatehouse-pool';

let acme: OidcProvider;
beforeAll(async () => {
  acme = await startOidcProvider({ redirectUris: [`${origin}/api/auth/callback/acme`] });
  Object.assign(process.env, acme.environment('ACME'));
});
afterAll(() => acme.close());

/** Where this browser is sent that wants to see a page. */
function sentTo({ jar }: Pick<ProviderBrowser, 'jar'>, path: string | null = '/security?tab=a'): Promise<string> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  return signInAgainPath(readRequestContext(new Headers({ cookie })), path);
}
const remembering = (pool: string) => ({ jar: new Map([[poolName, pool]]) });
const page = '/login?redirect_to=%2Fsecurity%3Ftab%3Da';

async function enter(browser: ProviderBrowser, person: Person, pool?: string): Promise<string> {
  const body = { email: person.email, password: goodPassword, mode: 'cookie' };
  const answer = await browser.call(login, { body, ...(pool && about(pool)) });
  expect(answer.status).toBe(200);
  return answer.data.session_id;
}

it('who was signed in is asked to sign in again in their pool, and comes back to the page', async () => {
  const pool = await makePool();
  const browser = new ProviderBrowser();
  expect([await sentTo(browser), await sentTo(browser, null)]).toEqual([page, '/login']);
  await enter(browser, await makePerson({ pool }), pool);
  expect(browser.lines.find((line) => line.startsWith(poolName))).toMatch(/; HttpOnly; Secure; SameSite=Lax$/i);
  await browser.call(logout, { body: { scope: 'this' } });
  expect([await sentTo(browser), await sentTo(browser, null)]).toEqual([`${page}&pool=${pool}`, `/login?pool=${pool}`]);
  await enter(browser, await makePerson());
  expect([browser.jar.has(poolName), await sentTo(browser)]).toEqual([false, page]);
});

it('a pool that there is not, or no more, is that of nobody', async () => {
  const pool = await makePool();
  expect(await sentTo(remembering(pool))).toBe(`${page}&pool=${pool}`);
  await db().userPool.delete({ where: { name: pool } });
  forgetPools();
  for (const name of [pool, 'nowhere', 'default', 'NO', '../x', '%00', 'a'.repeat(5000)])
    expect(await sentTo(remembering(name))).toBe(page);
});

it('after a sign-in at a provider as well', async () => {
  const pool = await makePool();
  const browser = new ProviderBrowser();
  const email = newEmail();
  acme.signInAs({ sub: email, claims: { email, email_verified: true } });
  await browser.signInAt(acme, `?pool=${pool}`);
  expect([browser.jar.get(poolName) ?? null, await sentTo(browser)]).toEqual([pool, `${page}&pool=${pool}`]);
});

it('who comes to the front decides; where others are signed in besides, the page asks first who it is', async () => {
  const pool = await makePool();
  const [staff, customer] = [await makePerson({ pool }), await makePerson()];
  const browser = new ProviderBrowser();
  const staffs = await enter(browser, staff, pool);
  expect((await browser.call(addAccount, { body: {} })).status).toBe(200);
  await enter(browser, customer);
  expect(browser.jar.has(poolName)).toBe(false);
  expect((await browser.call(switchAccount, { body: { session_id: staffs } })).status).toBe(200);
  expect(browser.jar.get(poolName)).toBe(pool);
  expect(await sentTo(browser)).toBe(page);
});
