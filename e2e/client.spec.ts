import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { rolldown } from 'rolldown';
import { generateTypescriptClient } from '#scripts/client/generate.ts';
import { inProject } from '#scripts/paths.ts';
import { admin } from './support/gatehouse.ts';
import { mainServer } from './support/main-server.ts';
import { type Person, postJson, registered } from './support/people.ts';

let script: string;

test.beforeAll(async () => {
  await generateTypescriptClient();
  const build = await rolldown({
    input: inProject('clients', 'typescript', 'test', 'demo', 'app.tsx'),
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const { output } = await build.generate({ format: 'iife' });
  script = output[0].code;
  await build.close();
});

/** A page made of the React hooks, at an address of Gatehouse's own origin. */
async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const html = '<!doctype html><title>demo</title><body><script src="/client-demo.js"></script></body>';
  await page.route('**/client-demo', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.route('**/client-demo.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
  await page.goto('/client-demo');
  return page;
}

type Client = { gatehouse: { auth: { login: (body: Person) => Promise<unknown> }; users: { me: () => Promise<{ email: string }> } } };

const signIn = (page: Page, person: Person) => page.evaluate((body) => (window as unknown as Client).gatehouse.auth.login(body), person);

/** Calls the API from the page, all at once; answers whose account each call saw, or its error. */
const callAtOnce = (page: Page, count: number) =>
  page.evaluate((times) => {
    const { users } = (window as unknown as Client).gatehouse;
    return Promise.all(
      Array.from({ length: times }, () =>
        users.me().then(
          ({ email }) => email,
          (error) => String(error.code),
        ),
      ),
    );
  }, count);

/** As if the access token had just ended. */
const letTokenEnd = (page: Page) =>
  page.evaluate(() => {
    const tokens = JSON.parse(localStorage.getItem('gatehouse') ?? '{}');
    localStorage.setItem('gatehouse', JSON.stringify({ ...tokens, accessToken: `${tokens.accessToken}x`, expiresAt: 0 }));
  });

test('two tabs follow each other, and 20 calls in both renew an ended token exactly once', async ({ context }) => {
  test.setTimeout(120_000);
  const person = await registered();
  const [first, second] = [await open(context), await open(context)];
  await expect(first.getByRole('heading', { name: 'Nobody (none)' })).toBeVisible();
  await signIn(first, person);
  for (const page of [first, second]) {
    await expect(page.getByRole('heading', { name: `Hello ${person.email}` })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'For administrators' })).toHaveCount(0);
  }

  const refreshes: string[] = [];
  context.on('request', (request) => request.url().endsWith('/auth/refresh') && refreshes.push(request.url()));
  for (const round of [1, 2]) {
    await letTokenEnd(first);
    const seen = (await Promise.all([callAtOnce(first, 10), callAtOnce(second, 10)])).flat();
    expect(seen).toEqual(Array.from({ length: 20 }, () => person.email));
    expect(refreshes.length).toBe(round);
  }

  await first.getByRole('button', { name: 'Rename' }).click();
  await expect(first.getByRole('heading', { name: 'Hello Grace Hopper' })).toBeVisible();
  await first.getByRole('button', { name: 'Sign out' }).click();
  await expect(first.getByRole('heading', { name: 'Nobody (signed_out)' })).toBeVisible();
  await expect(second.getByRole('heading', { name: 'Nobody (elsewhere)' })).toBeVisible();
});

test('a session that is ended elsewhere signs the application out, once in each tab, and somebody else can sign in', async ({
  context,
}) => {
  const person = await registered();
  const [first, second] = [await open(context), await open(context)];
  await signIn(first, person);
  await expect(second.getByRole('heading', { name: `Hello ${person.email}` })).toBeVisible();
  const elsewhere = await postJson(`${mainServer.url}/api/v1/auth/login`, { email: person.email, password: person.password });
  const { data } = (await elsewhere.json()) as { data: { access_token: string } };
  await postJson(`${mainServer.url}/api/v1/auth/logout`, { scope: 'all' }, { authorization: `Bearer ${data.access_token}` });

  await expect.poll(() => callAtOnce(first, 5), { timeout: 10_000 }).not.toContain(person.email);
  await expect(first.getByRole('heading', { name: 'Nobody (revoked)' })).toBeVisible();
  await expect(second.getByRole('heading', { name: 'Nobody (elsewhere)' })).toBeVisible();
  expect(await first.title()).toBe('demo ended:revoked');
  expect(await second.title()).toBe('demo ended:elsewhere');

  await signIn(second, admin);
  await expect(first.getByRole('heading', { name: 'For administrators' })).toBeVisible();
  await expect(first.getByText(admin.email, { exact: true })).toBeVisible();
});
