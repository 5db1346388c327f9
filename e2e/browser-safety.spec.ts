import type { APIResponse } from '@playwright/test';
import { admin } from './support/gatehouse.ts';
import { mainServer } from './support/main-server.ts';
import { registered, signInQuietly } from './support/people.ts';
import { expect, test } from './support/test.ts';

const everywhere: Record<string, RegExp> = {
  'content-security-policy': /frame-ancestors 'none'/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(?:strict-origin-when-cross-origin|no-referrer)$/,
  'x-request-id': /^[0-9a-f-]{36}$/,
};
const throughTheApplication: Record<string, RegExp> = {
  ...everywhere,
  'strict-transport-security': /^max-age=\d{8}/,
  'x-frame-options': /^DENY$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
};

function expectHeaders(answer: APIResponse, wanted: Record<string, RegExp>): void {
  for (const [name, value] of Object.entries(wanted)) expect(answer.headers()[name] ?? '', `${name} of ${answer.url()}`).toMatch(value);
  expect(answer.headers()['x-powered-by']).toBeUndefined();
  expect(answer.headers().server).toBeUndefined();
}

function nonceOf(answer: APIResponse): string {
  return /'nonce-([^']+)'/.exec(answer.headers()['content-security-policy'] ?? '')?.[1] ?? '';
}

const pages = ['/login', '/register', '/forgot-password', '/verify-email', '/reset-password', '/docs', '/docs/errors', '/dev/inbox'];

for (const path of pages) {
  test(`${path}: a fresh nonce in each answer, on every script and never an inline handler`, async ({ request }) => {
    const [first, second] = [await request.get(path), await request.get(path)];
    expectHeaders(first, throughTheApplication);
    expect(nonceOf(first)).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(nonceOf(second)).not.toBe(nonceOf(first));
    const html = await first.text();
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonceOf(first)}"`);
    expect(html).not.toMatch(/<[^>]+\son(?:click|load|error|submit|change|focus)\s*=/i);
    expect(first.headers()['content-security-policy']).not.toMatch(/script-src[^;]*'unsafe-(?:inline|eval)'/);
  });
}

test('refusals carry the headers too: 303, 401, 403, 404, 405, 413, 414, 415', async ({ request }) => {
  const limits: [number, Promise<APIResponse>][] = [
    [307, request.get('/dashboard', { maxRedirects: 0 })],
    [401, request.get('/api/v1/users/me')],
    [403, request.post('/api/v1/auth/login', { headers: { origin: 'https://evil.example' }, data: {} })],
    [404, request.get('/api/v1/nothing')],
    [404, request.get('/nothing')],
    [404, request.get('/nothing.js')],
    [405, request.put('/api/v1/auth/login', { data: {} })],
    [415, request.post('/api/v1/auth/login', { headers: { 'content-type': 'text/plain' }, data: '{}' })],
  ];
  for (const [status, pending] of limits) {
    const answer = await pending;
    expect(answer.status(), answer.url()).toBe(status);
    expectHeaders(answer, throughTheApplication);
  }
  const atTheFront: [number, Promise<APIResponse>][] = [
    [413, request.post('/api/v1/auth/login', { headers: { 'content-type': 'application/json' }, data: `"${'a'.repeat(70_000)}"` })],
    [414, request.get(`/login?${'a'.repeat(9000)}`)],
  ];
  for (const [status, pending] of atTheFront) {
    const answer = await pending;
    expect(answer.status(), answer.url().slice(0, 60)).toBe(status);
    expectHeaders(answer, everywhere);
  }
});

test('pages of the account and their data are never kept by a cache', async ({ page }) => {
  await signInQuietly(page.request, admin);
  for (const path of ['/dashboard', '/profile', '/sessions', '/admin', '/api/v1/users/me', '/api/v1/users/me/sessions'])
    expect((await page.request.get(path)).headers()['cache-control'], path).toMatch(/no-store/);
});

test('session and device cookies are HttpOnly, Secure, SameSite and bound to this host', async ({ page, context }) => {
  await signInQuietly(page.request, await registered());
  for (const name of ['__Host-gatehouse-session', '__Host-gatehouse-device']) {
    const cookie = (await context.cookies()).find((each) => each.name === name);
    expect(cookie, name).toMatchObject({ httpOnly: true, secure: true, path: '/', domain: 'localhost' });
    expect(['Lax', 'Strict']).toContain(cookie?.sameSite);
  }
});

for (const path of ['/verify-email', '/reset-password', '/setup']) {
  test(`${path} with a token sends no referrer anywhere`, async ({ page, request }) => {
    const secret = 'k'.repeat(43);
    expect((await request.get(`${path}?token=${secret}`)).headers()['referrer-policy']).toBe('no-referrer');
    const referrers: string[] = [];
    page.on('request', (each) => referrers.push(each.headers().referer ?? ''));
    await page.goto(`${path}?token=${secret}`);
    await page.locator('header a').first().click();
    await expect(page).toHaveURL(/\/login/);
    expect(referrers.filter((referrer) => referrer.includes(secret))).toEqual([]);
  });
}

test('a sign-in sent before any script arrived works and leaves no password in an address', async ({ page }) => {
  const person = await registered();
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.route(/\.js(?:\?|$)/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await route.abort().catch(() => undefined);
  });
  await page.goto('/login', { waitUntil: 'commit' });
  await page.getByLabel('E-mail or username').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill('wrong secret');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('is wrong');
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await page.waitForURL(/\/dashboard$/, { waitUntil: 'commit' });
  expect(addresses.filter((address) => /secret|battery|password=/.test(decodeURIComponent(address.replaceAll('+', ' '))))).toEqual([]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('another site can neither post the sign-in form nor an action, nor read the API', async ({ request, page }) => {
  const person = await registered();
  await signInQuietly(page.request, person);
  for (const origin of ['https://evil.example', 'null', `${mainServer.url}.evil.example`, 'http://localhost:1']) {
    const logout = await page.request.post('/api/v1/auth/logout', { headers: { origin, 'sec-fetch-site': 'cross-site' }, data: {} });
    expect(logout.status(), origin).toBe(403);
    const read = await page.request.get('/api/v1/users/me', { headers: { origin } });
    expect(read.headers()['access-control-allow-origin']).toBeUndefined();
    const form = await page.request.post('/preferences', { headers: { origin, 'sec-fetch-site': 'cross-site' }, form: { theme: 'dark' } });
    expect(form.status()).toBe(403);
  }
  expect((await page.request.post('/api/v1/auth/logout', { data: {} })).status(), 'no Origin at all').toBe(403);
  expect((await page.request.get('/api/v1/users/me')).status()).toBe(200);
  const html = await (await request.get('/login')).text();
  const action = /name="(\$ACTION_[^"]+)"/.exec(html)?.[1] ?? '';
  const posted = await request.post('/login', {
    headers: { origin: 'https://evil.example' },
    multipart: { [action]: '', identifier: person.email, password: person.password },
  });
  expect(posted.headers()['set-cookie'] ?? '').not.toContain('gatehouse-session');
});

test('what people type about themselves is shown as text, never run', async ({ page }) => {
  await signInQuietly(page.request, await registered());
  const name = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
  page.on('dialog', () => expect('a dialog').toBe('never opened'));
  const saved = await page.request.patch('/api/v1/users/me', { headers: { origin: mainServer.url }, data: { name } });
  expect(saved.status()).toBe(200);
  for (const path of ['/dashboard', '/profile']) {
    await page.goto(path);
    await expect(page.locator('img[src=x]')).toHaveCount(0);
  }
  await expect(page.getByLabel('Display name')).toHaveValue(name);
});
