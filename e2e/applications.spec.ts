import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Page, test as unwatched } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { query } from './support/database.ts';
import { freePort } from './support/free-port.ts';
import { admin } from './support/gatehouse.ts';
import { tabTo } from './support/keyboard.ts';
import { mainServer } from './support/main-server.ts';
import { goTo } from './support/navigation.ts';
import { postJson, registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

/** The site of an application: another origin of this machine, with a page that has nothing on it. */
let site: Server;
let siteUrl: string;

async function startAfresh({ page }: { page: Page }): Promise<void> {
  await query(mainServer.dataDir, 'delete from application');
  await signInQuietly(page.request, admin);
}

// A hook of the file is everybody's, whichever `test` it is written with.
unwatched.beforeEach(startAfresh);

const api = `${mainServer.url}/api/v1`;

type Call = { path: string; method?: string; headers?: Record<string, string>; body?: string; credentials?: RequestCredentials };
type Read = { status: number; code?: string; email?: string; headers: Record<string, string | null> } | 'blocked';

/** What the page of the application can see of an answer. */
function callFrom(page: Page, call: Call): Promise<Read> {
  return page.evaluate(
    async ({ base, path, ...options }) => {
      const answer = await fetch(base + path, options).catch(() => null);
      if (!answer) return 'blocked' as const;
      const body = await answer.json().catch(() => ({}));
      const names = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'x-request-id', 'retry-after', 'content-security-policy'];
      const headers = Object.fromEntries(names.map((name) => [name, answer.headers.get(name)]));
      return { status: answer.status, code: body.error?.code, email: body.data?.email, headers };
    },
    { base: api, ...call },
  );
}

async function addApplication(page: Page, name: string, origins: string): Promise<void> {
  await page.goto('/admin/applications/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Allowed origins').fill(origins);
  await page.getByRole('button', { name: 'Add application' }).click();
}

// Not watched: refused answers are errors of the console, and another origin is what this is about.
unwatched.describe('a page of another origin', () => {
  unwatched.beforeAll(async () => {
    site = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Shop</title>'));
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`;
  });
  unwatched.afterAll(() => site?.close());

  unwatched(
    'calls the API with its token from when the admin adds its origin until it is removed, and never with a cookie',
    async ({ page, context }) => {
      const person = await registered();
      const signedIn = await (await postJson(`${api}/auth/login`, person)).json();
      const bearer = { authorization: `Bearer ${signedIn.data.access_token}` };
      const me = { path: '/users/me', headers: bearer };
      const shop = await context.newPage();
      await shop.goto(siteUrl);
      expect(await callFrom(shop, me)).toBe('blocked');

      await addApplication(page, 'Shop', `${siteUrl}\nhttps://shop.example`);
      await expect(page).toHaveURL(/notice=added$/);
      // One process asks the database at most once in 0.8 s; what it says counts within a second.
      await expect.poll(async () => (await callFrom(shop, me)) !== 'blocked', { timeout: 3000 }).toBe(true);
      expect(await callFrom(shop, me)).toMatchObject({
        status: 200,
        email: person.email,
        headers: {
          'ratelimit-limit': expect.stringMatching(/^\d+$/),
          'ratelimit-remaining': expect.stringMatching(/^\d+$/),
          'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
          'content-security-policy': null,
        },
      });
      const json = { ...bearer, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'x-request-id': 'mine' };
      expect(await callFrom(shop, { ...me, method: 'PATCH', headers: json, body: '{"name":"Ada"}' })).toMatchObject({ status: 200 });

      // Errors can be read as well: of route(), of the front, of a path that leads nowhere.
      expect(await callFrom(shop, { path: '/users/me' })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      expect(
        await callFrom(shop, { ...me, method: 'PATCH', headers: json, body: JSON.stringify({ name: 'x'.repeat(70_000) }) }),
      ).toMatchObject({
        status: 413,
        code: 'PAYLOAD_TOO_LARGE',
      });
      expect(await callFrom(shop, { path: '/nothing/here' })).toMatchObject({ status: 404, code: 'NOT_FOUND' });

      // The application signs people in and refreshes by itself; no cookie ever comes or goes.
      const body = JSON.stringify(person);
      const login = { path: '/auth/login', method: 'POST', headers: { 'content-type': 'application/json' }, body };
      expect(await callFrom(shop, login)).toMatchObject({ status: 200 });
      const refresh = JSON.stringify({ refresh_token: signedIn.data.refresh_token });
      expect(await callFrom(shop, { ...login, path: '/auth/refresh', body: refresh })).toMatchObject({ status: 200 });
      expect(await callFrom(shop, { path: '/users/me', credentials: 'include' })).toBe('blocked');
      expect(await callFrom(shop, { ...login, credentials: 'include' })).toBe('blocked');

      await page.getByRole('link', { name: 'Edit Shop' }).click();
      await page.getByRole('link', { name: 'Delete application' }).click();
      await page.getByRole('button', { name: 'Delete application' }).click();
      await expect(page).toHaveURL(/notice=deleted$/);
      await expect.poll(() => callFrom(shop, me), { timeout: 3000 }).toBe('blocked');
      expect(await callFrom(shop, { ...login, credentials: 'omit' })).toBe('blocked');
    },
  );

  unwatched('a page whose address only resembles the allowed one reads nothing', async ({ page }) => {
    const other = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Twin</title>'));
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    await query(
      mainServer.dataDir,
      `insert into application (id, name, allowed_origins, updated_at) values (gen_random_uuid(), 'Shop', $1, now())`,
      [[siteUrl]],
    );
    await page.goto(siteUrl);
    await expect.poll(() => callFrom(page, { path: '/users/me' }), { timeout: 3000 }).toMatchObject({ status: 401 });
    for (const twin of [
      `http://localhost:${port}`,
      siteUrl.replace('localhost', '127.0.0.1'),
      siteUrl.replace('localhost', 'a.localhost'),
    ]) {
      await page.goto(twin);
      expect([twin, await callFrom(page, { path: '/users/me' })]).toEqual([twin, 'blocked']);
    }
    // A frame without an origin.
    await page.goto(siteUrl);
    const framed = await page.evaluate(async (base) => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.srcdoc = `<script>fetch('${base}/users/me').then(() => parent.postMessage('read', '*'), () => parent.postMessage('blocked', '*'))</script>`;
      const answer = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true }));
      document.body.append(frame);
      return answer;
    }, api);
    expect(framed).toBe('blocked');
    other.close();
  });
});

for (const scripted of [true, false]) {
  test.describe(scripted ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled: scripted, look: scripted ? 'light-360-keyboard' : 'dark-desktop-mouse' });

    test('an admin adds an application, is told about a mistake, changes and deletes it', async ({ page }) => {
      await page.goto('/admin');
      await goTo(page, 'Applications');
      await expect(page.getByText('No application yet.')).toBeVisible();
      await page.getByRole('link', { name: 'Add an application' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Shop');
      await page.getByLabel('Allowed origins').fill('https://shop.example\nhttps://*.shop.example');
      await page.getByRole('button', { name: 'Add application' }).click();
      await expect(page.getByText('One of these is not an origin: scheme, host and port only')).toBeVisible();
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Shop');
      await page.getByLabel('Allowed origins').fill('https://Shop.example:443, https://bücher.example');
      await page.getByRole('button', { name: 'Add application' }).click();
      await expect(page).toHaveURL(/notice=added$/);
      await expect(page.getByRole('list', { name: 'Allowed origins' }).getByRole('listitem')).toHaveText([
        'https://shop.example',
        'https://xn--bcher-kva.example',
      ]);

      await page.getByRole('link', { name: 'Edit Shop' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Shop' })).toBeVisible();
      // Somebody else is faster.
      await query(mainServer.dataDir, 'update application set version = version + 1');
      await page.getByLabel('Name', { exact: true }).fill('Store');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await expect(page.getByText('Somebody changed this in the meantime.')).toBeVisible();
      await page.goto(page.url());
      await page.getByLabel('Name', { exact: true }).fill('Store');
      // The box itself is drawn; its label is what people hit.
      await page.getByText('Enabled', { exact: true }).click();
      await page.getByRole('button', { name: 'Save changes' }).click();
      await expect(page).toHaveURL(/notice=saved$/);
      await expect(page.getByText('Switched off', { exact: true })).toBeVisible();

      await page.getByRole('link', { name: 'Edit Store' }).click();
      await page.getByRole('link', { name: 'Delete application' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Delete Store?' })).toBeVisible();
      if (scripted) await expectAccessible(page);
      await page.getByRole('button', { name: 'Delete application' }).click();
      await expect(page.getByText('The application is deleted.')).toBeVisible();
    });
  });
}

test('who may not change settings sees none of it', async ({ page }) => {
  await page.context().clearCookies();
  await signInQuietly(page.request, await registered());
  const id = '019a0000-0000-7000-8000-000000000000';
  for (const path of ['', '/new', `/${id}`, `/${id}/delete`])
    expect([path, (await page.goto(`/admin/applications${path}`))?.status()]).toEqual([path, 403]);
});

test('the list and the form of an application have no serious finding in light and dark, and fit 320 px', async ({ page }) => {
  await addApplication(page, 'W'.repeat(64), `https://${'a'.repeat(60)}.${'b'.repeat(60)}.example\nhttps://shop.example`);
  await expect(page).toHaveURL(/notice=added$/);
  for (const step of ['list', 'form']) {
    if (step === 'form') await page.getByRole('link', { name: /^Edit/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: step === 'list' ? 'Applications' : /^W+$/ })).toBeVisible();
    await expectAccessible(page);
  }
});

test('a fresh proof is asked for in a dialog, and the form keeps what was typed, with the keyboard alone', async ({ page }) => {
  await query(mainServer.dataDir, 'update session set step_up_at = null');
  await page.goto('/admin/applications/new');
  await tabTo(page, /^Name$/);
  await page.keyboard.type('Shop');
  await tabTo(page, /^Allowed origins$/);
  await page.keyboard.type('https://shop.example');
  await tabTo(page, /^Add application/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type(admin.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/notice=added$/);
  await expect(page.getByText('https://shop.example')).toBeVisible();
});
