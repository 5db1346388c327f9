import { setTimeout as sleep } from 'node:timers/promises';
import { query } from './support/database.ts';
import { admin, type Gatehouse, startGatehouse } from './support/gatehouse.ts';
import { mailsTo } from './support/inbox.ts';
import { earlyInWindow } from './support/limit-window.ts';
import { fillSignIn, postJson, signInQuietly } from './support/people.ts';
import { rawRequest, sendRaw } from './support/raw-http.ts';
import { expect, test } from './support/test.ts';

// Each test has its own server: the limits count per address, and everybody here has the same.
let gatehouse: Gatehouse;
test.describe.configure({ mode: 'default' });
test.use({ look: 'dark-360-keyboard' });
test.beforeEach(async () => {
  gatehouse = await startGatehouse({ env: { RATE_LIMITS: '{}' } });
  await earlyInWindow(25);
});
test.afterEach(() => gatehouse?.stop());

test('the sixth sign-in within a minute is refused, and the page says when to try again', async ({ page }) => {
  await page.goto(`${gatehouse.url}/login`);
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    await fillSignIn(page, { email: `nobody-${attempt}@example.com`, password: 'wrong' });
    const alert = page.getByRole('main').getByRole('alert');
    await expect(alert).toContainText(attempt <= 5 ? 'is wrong' : 'Too many attempts.');
    if (attempt === 6) await expect(alert).toContainText(/Try again in \d+ seconds\./);
    await expect(page.getByLabel('E-mail or username')).toHaveValue(`nobody-${attempt}@example.com`);
  }
  const answer = await postJson(`${gatehouse.url}/api/v1/auth/login`, { email: 'x@example.com', password: 'wrong' });
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.headers.get('ratelimit-remaining')).toBe('0');
  // Before its server goes.
  await page.close();
});

test('an application’s pages can read that they asked too often, and their browsers may ask for leave more often than that', async () => {
  const origin = 'https://shop.example';
  await query(
    gatehouse.dataDir,
    `insert into application (id, name, allowed_origins, updated_at) values (gen_random_uuid(), 'Shop', array[$1], now())`,
    [origin],
  );
  const me = `${gatehouse.url}/api/v1/users/me`;
  const shared = async () => (await fetch(me, { headers: { origin } })).headers.get('access-control-allow-origin');
  await expect.poll(shared, { timeout: 3000 }).toBe(origin);
  const preflight = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
  for (let count = 0; count < 30; count += 1) expect((await fetch(me, { method: 'OPTIONS', headers: preflight })).status).toBe(204);
  let answer = await fetch(me, { headers: { origin } });
  for (let count = 0; count < 25 && answer.status !== 429; count += 1) answer = await fetch(me, { headers: { origin } });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([429, origin]);
  expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After');
  // A stranger's question is counted like any other request.
  const stranger = await fetch(me, { method: 'OPTIONS', headers: { ...preflight, origin: 'https://evil.example' } });
  expect([stranger.status, stranger.headers.get('access-control-allow-origin')]).toEqual([429, null]);
});

test('forged forwarding headers, hosts and spellings of the path all count as one caller', async () => {
  const body = JSON.stringify({ email: 'nobody@example.com', password: 'wrong' });
  const address = (index: number) => `203.0.113.${index}`;
  const disguises: ((index: number) => [string, string][])[] = [
    (index) => [['X-Forwarded-For', address(index)]],
    (index) => [['X-Forwarded-For', `${address(index)}, 127.0.0.1`]],
    (index) => [
      ['X-Forwarded-For', address(index)],
      ['X-Forwarded-For', address(index + 1)],
    ],
    (index) => [['X-Real-IP', address(index)]],
    (index) => [['Forwarded', `for=${address(index)}`]],
    (index) => [['CF-Connecting-IP', address(index)]],
    (index) => [['True-Client-IP', address(index)]],
    (index) => [['x-gatehouse-client-ip', address(index)]],
    () => [['x-gatehouse-limit', 'name=login;bucket=login;limit=5;remaining=5;reset=60;allowed=1']],
    () => [['x-middleware-subrequest', 'middleware:middleware:middleware:middleware:middleware']],
    (index) => [['x-nonce', `nonce-${index}`]],
    (index) => [['User-Agent', `robot ${index}`]],
  ];
  const paths = ['/api/v1/auth/login', '/api/v1/auth/%6cogin', '/api//v1/auth/login', '/api/v1/x/../auth/login', '//api/v1/auth/login'];
  const statuses: number[] = [];
  for (let index = 0; index < 30; index += 1) {
    const disguise = disguises[index % disguises.length]?.(index) ?? [];
    const target = paths[index % paths.length] ?? '';
    const host: [string, string] = ['Host', index % 3 === 0 ? 'evil.example' : `localhost:${gatehouse.port}`];
    const { status } = await sendRaw(
      gatehouse.port,
      rawRequest('POST', target, [host, ['Content-Type', 'application/json'], ...disguise], body),
    );
    statuses.push(status);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  // A path with two slashes may lead nowhere; it never leads past the limit.
  expect(statuses.filter((status) => ![401, 404, 308, 429].includes(status))).toEqual([]);
  expect(statuses.at(-1)).toBe(429);
});

test('without Redis too the middleware and the endpoints count in one place: with worthless credentials, without, or both', async () => {
  const kinds: Record<string, string>[] = [{}, { authorization: 'Bearer made.up.token' }, { cookie: '__Host-gatehouse-session=nothing' }];
  const ask = async (index: number) => {
    const answer = await fetch(`${gatehouse.url}/api/v1/users/me`, { headers: kinds[index % kinds.length] ?? {} });
    await answer.text();
    return answer;
  };
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index)));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(180);
  const left = answers.filter(({ status }) => status === 401).map(({ headers }) => Number(headers.get('ratelimit-remaining')));
  expect(left.sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  // Whatever else is asked below /api counts to the same budget: two identities, another site, no such path, no such method.
  const both = { authorization: 'Bearer made.up.token', cookie: '__Host-gatehouse-session=nothing' };
  for (const [path, init] of [
    ['users/me', { headers: both }],
    ['users/me', { method: 'PATCH', headers: { cookie: both.cookie, origin: 'https://elsewhere.example' } }],
    ['nothing/here', { headers: { authorization: both.authorization } }],
    ['users/me', { method: 'POST', headers: { authorization: both.authorization } }],
    ['openapi.json', { headers: {} }],
  ] as const) {
    const answer = await fetch(`${gatehouse.url}/api/v1/${path}`, init);
    expect([path, answer.status, answer.headers.get('ratelimit-limit')]).toEqual([path, 429, '20']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
});

test('administrators see who is limited and since when, and let one begin anew', async ({ page }) => {
  await signInQuietly(page.request, admin, gatehouse.url);
  const wrong = async () => (await postJson(`${gatehouse.url}/api/v1/auth/login`, { email: 'x@example.com', password: 'wrong' })).status;
  const statuses: number[] = [];
  while (!statuses.includes(429)) statuses.push(await wrong());
  const entry = page.getByRole('listitem').filter({ hasText: 'login · login' });
  // Refusals are written every five seconds.
  await expect(async () => {
    await page.goto(`${gatehouse.url}/admin/limits`);
    await expect(entry).toContainText('Limited', { timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  await expect(entry).toContainText('1 time');
  await entry.getByRole('button', { name: /begin anew under login/ }).click();
  await expect(page.getByRole('status')).toContainText('Taken back.');
  await expect(entry).toContainText('Begun anew');
  await expect(entry.getByRole('button')).toHaveCount(0);
  expect(await wrong()).toBe(401);
  await page.close();
});

test('one mailbox gets three mails of a kind, whoever asks; the answer stays the same', async () => {
  const email = 'mailbox@example.com';
  const post = async (path: string, body: object) => (await postJson(`${gatehouse.url}/api/v1/auth/${path}`, { email, ...body })).status;
  expect(await post('register', { password: 'a fine long horse', accept_terms: true })).toBe(202);
  for (let count = 0; count < 3; count += 1) expect(await post('resend-verification', {})).toBe(202);
  await expect.poll(async () => (await mailsTo(gatehouse.dataDir, email)).length, { timeout: 15_000 }).toBe(3);
  // Long enough for a fourth one to come, were there one.
  await sleep(1500);
  expect(await mailsTo(gatehouse.dataDir, email)).toHaveLength(3);
});
