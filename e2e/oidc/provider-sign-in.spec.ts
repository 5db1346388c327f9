import { randomUUID } from 'node:crypto';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { registered, signInQuietly } from '../support/people.ts';
import { startAcme } from './acme.ts';
import type { OidcProvider } from './provider.ts';

let acme: OidcProvider;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ baseURL }) => {
  acme = await startAcme(baseURL ?? '');
});
test.afterEach(() => acme?.tamper(null));
test.afterAll(() => acme?.close());

function person(claims: Record<string, unknown> = {}) {
  const id = randomUUID();
  const email = `${id.slice(0, 8)}@example.com`;
  return { sub: id, email, claims: { email, email_verified: true, name: 'Grace Hopper', ...claims } };
}

function toAcme(page: Page): Promise<void> {
  return page.getByRole('button', { name: /Acme/ }).click();
}

async function sessionCookie(context: BrowserContext) {
  return (await context.cookies()).find(({ name }) => name.endsWith('gatehouse-session'));
}

async function me(page: Page): Promise<{ id: string; email: string; email_verified: boolean; name: string }> {
  return (await (await page.request.get('/api/v1/users/me')).json()).data;
}

async function expectRefused(page: Page, code: string): Promise<void> {
  await expect(page).toHaveURL((url) => url.pathname === '/login' && url.searchParams.get('error') === code);
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  expect(await sessionCookie(page.context())).toBeUndefined();
}

test('a stranger becomes a user, signs out, and is the same user the next time', async ({ page, context }) => {
  const grace = person();
  acme.signInAs(grace);
  await page.goto('/login?redirect_to=/profile');
  await toAcme(page);
  await expect(page).toHaveURL(/\/profile$/);
  const first = await me(page);
  expect(first).toMatchObject({ email: grace.email, email_verified: true, name: 'Grace Hopper' });
  expect(await sessionCookie(context)).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', expires: -1 });
  const sessions = (await (await page.request.get('/api/v1/users/me/sessions')).json()).data;
  expect(sessions).toMatchObject([{ current: true, kind: 'browser', method: 'oauth:acme' }]);

  await context.clearCookies();
  await page.goto('/login');
  await toAcme(page);
  await expect(page).toHaveURL(/\/dashboard$/);
  expect((await me(page)).id).toBe(first.id);
});

test('it works with JavaScript off', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  acme.signInAs(person());
  await page.goto('/login');
  await toAcme(page);
  await expect(page).toHaveURL(/\/dashboard$/);
  await context.close();
});

test('the API starts the flow for a browser', async ({ page }) => {
  acme.signInAs(person());
  await page.goto('/api/v1/auth/oauth/acme?redirect_to=/profile');
  await expect(page).toHaveURL(/\/profile$/);
  expect((await page.request.get('/api/v1/auth/oauth/nobody', { maxRedirects: 0 })).status()).toBe(404);
});

test('whoever registered an address without confirming it loses it to the person for whom a provider confirms it', async ({
  page,
  request,
}) => {
  const grace = person();
  const password = `${randomUUID()} horse`;
  const squatter = await request.post('/api/v1/auth/register', { data: { email: grace.email, password, accept_terms: true } });
  expect(squatter.status()).toBe(202);
  acme.signInAs(grace);
  await page.goto('/login');
  await toAcme(page);
  await expect(page).toHaveURL(/\/dashboard$/);
  expect(await me(page)).toMatchObject({ email: grace.email, email_verified: true });
  expect((await request.post('/api/v1/auth/login', { data: { email: grace.email, password } })).status()).toBe(401);
});

const idTokenLies: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ['the issuer of another provider', {}, { iss: 'http://localhost:1' }],
  ['another audience', {}, { aud: 'somebody-else' }],
  ['another subject', {}, { sub: 'somebody-else' }],
  ['another nonce', {}, { nonce: 'another-nonce-another-nonce' }],
  ['alg none', { alg: 'none' }, {}],
];

test('an ID token that lies opens nothing, neither at the sign-in page nor as a connection', async ({ page, browser, baseURL }) => {
  const registrant = await registered();
  const context = await browser.newContext();
  const connecting = await context.newPage();
  await signInQuietly(connecting.request, registrant);
  for (const [lie, header, claims] of idTokenLies) {
    acme.signInAs(person());
    acme.tamper((token) => ({ header: { ...token.header, ...header }, claims: { ...token.claims, ...claims } }));
    await test.step(lie, async () => {
      await page.goto('/login');
      await toAcme(page);
      await expectRefused(page, 'provider_failed');
      const begun = await connecting.request.post('/api/v1/users/me/connections', {
        data: { provider: 'acme' },
        headers: { origin: baseURL ?? '' },
      });
      await connecting.goto((await begun.json()).data.authorization_url);
      await expect(connecting).toHaveURL(/\/security\/connections\?error=provider_failed$/);
    });
  }
  expect((await (await connecting.request.get('/api/v1/users/me/connections')).json()).data).toEqual([]);
  await context.close();
});

for (const lie of [false, 'false', 'true', undefined]) {
  test(`an address with email_verified ${JSON.stringify(lie)} is refused`, async ({ page }) => {
    acme.signInAs(person({ email_verified: lie }));
    await page.goto('/login');
    await toAcme(page);
    await expectRefused(page, 'email_unverified');
  });
}

test('cancelling at the provider leads back to the sign-in page', async ({ page }) => {
  acme.signInAs(null);
  await page.goto('/login');
  await toAcme(page);
  await expectRefused(page, 'access_denied');
});

test('a callback is good in one browser, once', async ({ page, browser }) => {
  acme.signInAs(person());
  // The walk outside the browser stands for a callback that was caught on its way.
  const start = await page.request.get('/api/v1/auth/oauth/acme', { maxRedirects: 0 });
  const callback = await acme.walk(start.headers().location ?? '');

  const stranger = await browser.newContext();
  const elsewhere = await stranger.newPage();
  await elsewhere.goto(callback);
  await expectRefused(elsewhere, 'expired');
  await stranger.close();

  await page.goto(callback);
  await expect(page).toHaveURL(/\/dashboard$/);
  await page.context().clearCookies();
  await page.goto(callback);
  await expectRefused(page, 'expired');
});

test('a provider that is down leads back to the sign-in page', async ({ page, baseURL }) => {
  await page.goto('/login');
  await acme.close();
  await toAcme(page);
  await expectRefused(page, 'unavailable');
  expect((await page.request.get('/api/v1/auth/oauth/acme', { maxRedirects: 0 })).status()).toBe(503);
  acme = await startAcme(baseURL ?? '');
});
