import { randomUUID } from 'node:crypto';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { startAcme } from './acme.ts';
import type { OidcProvider } from './provider.ts';

let acme: OidcProvider;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ baseURL }) => {
  acme = await startAcme(baseURL ?? '');
});
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

test('an account with the same address stays closed', async ({ page, request }) => {
  const grace = person();
  const registered = await request.post('/api/v1/auth/register', {
    data: { email: grace.email, password: `${randomUUID()} horse`, accept_terms: true },
  });
  expect(registered.status()).toBe(202);
  acme.signInAs(grace);
  await page.goto('/login');
  await toAcme(page);
  await expectRefused(page, 'account_exists');
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
