import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { buildTypescriptClient } from '#scripts/client/build.ts';
import { query } from './support/database.ts';
import { admin } from './support/gatehouse.ts';
import { mainServer } from './support/main-server.ts';
import { postJson, registered } from './support/people.ts';
import { buildGo, findPython, type Sample, startExpress, startFastApi, startGo, startNext } from './support/sample.ts';
import { expect, test } from './support/test.ts';

test.describe.configure({ mode: 'serial' });

let python: string | null;
let go: string | null;

test.beforeAll(() => {
  python = findPython();
  go = buildGo();
  const skipped = [...(python ? [] : ['FastAPI']), ...(go ? [] : ['Go'])];
  if (skipped.length > 0) console.log(`Not installed here, so not tried: ${skipped.join(', ')}`);
});

/** Every service whose language is installed here. */
async function startServices(gatehouse: string): Promise<Map<string, Sample>> {
  const services = new Map([['Express', await startExpress({ gatehouse })]]);
  if (python) services.set('FastAPI', await startFastApi(python, { gatehouse }));
  if (go) services.set('Go', await startGo(go, { gatehouse }));
  return services;
}

const stopAll = (services: Map<string, Sample>) => Promise.all([...services.values()].map((service) => service.stop()));

async function accessToken(person: { email: string; password: string }): Promise<string> {
  const answer = await postJson(`${mainServer.url}/api/v1/auth/login`, { email: person.email, password: person.password });
  const { data } = (await answer.json()) as { data: { access_token: string } };
  return data.access_token;
}

async function status(url: string, token?: string): Promise<number> {
  const answer = await fetch(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  await answer.text();
  return answer.status;
}

const kidOf = (token: string) => decodeProtectedHeader(token).kid;

/** Lets the next key sign, as the schedule does once that key has been published for long enough. */
async function rotateKeys(): Promise<void> {
  const { dataDir } = mainServer;
  await query(dataDir, `update signing_key set created_at = now() - interval '16 minutes' where state = 'next'`);
  await query(dataDir, `update signing_key set rotation_requested_at = now() where state = 'current'`);
  await query(dataDir, `select graphile_worker.add_job('rotate_signing_keys')`);
}

test('services let in who has a token, refuse who has not, and do not notice that the signing keys rotate', async () => {
  test.setTimeout(120_000);
  const person = await registered();
  const [owner, stranger] = [await accessToken(admin), await accessToken(person)];
  const services = await startServices(mainServer.url);
  test.info().annotations.push({ type: 'services', description: [...services.keys()].join(', ') });
  try {
    for (const [name, { url }] of services) {
      expect([name, await status(`${url}/me`)]).toEqual([name, 401]);
      expect([name, await status(`${url}/me`, 'nonsense')]).toEqual([name, 401]);
      expect([name, await status(`${url}/me`, stranger)]).toEqual([name, 200]);
      expect([name, await status(`${url}/report`, stranger)]).toEqual([name, 403]);
      expect([name, await status(`${url}/report`, owner)]).toEqual([name, 200]);
    }
    const tokens = [owner];
    const refused: string[] = [];
    let running = true;
    const load = [...services].map(async ([name, { url }]) => {
      for (let count = 0; running; count += 1) {
        const answered = await status(`${url}/report`, tokens[count % tokens.length]);
        if (answered !== 200) refused.push(`${name} ${answered}`);
        await sleep(20);
      }
    });
    await rotateKeys();
    await expect.poll(async () => kidOf(await accessToken(admin)), { timeout: 30_000 }).not.toBe(kidOf(owner));
    tokens.push(await accessToken(admin));
    for (const { url } of services.values()) for (const token of tokens) expect(await status(`${url}/report`, token)).toBe(200);
    running = false;
    await Promise.all(load);
    expect(refused).toEqual([]);
  } finally {
    await stopAll(services);
  }
});

/** Publishes a key of ours, so that a test can sign what Gatehouse never would. */
async function startIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'EdDSA', use: 'sig' }] });
  const server: Server = createServer((_, response) => response.setHeader('Content-Type', 'application/json').end(keys));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const sign = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: url, aud: url, sub: 'somebody', iat: now, exp: now + 900, permissions: ['admin.dashboard.read'], roles: [] };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'k', ...header }).sign(privateKey);
  };
  return { url, sign, stop: () => server.close() };
}

test('services refuse a token after its end, and one that was made for something else', async () => {
  test.setTimeout(90_000);
  const issuer = await startIssuer();
  const services = await startServices(issuer.url);
  const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
  const good = await issuer.sign({});
  const bad = {
    'after its end': await issuer.sign({ iat: ago(1000), exp: ago(100) }),
    'of another issuer': await issuer.sign({ iss: 'https://evil.example' }),
    'for another audience': await issuer.sign({ aud: 'https://other.example' }),
    'of another kind': await issuer.sign({}, { typ: 'JWT' }),
    'of an unknown key': await issuer.sign({}, { kid: 'other' }),
    'without a signature': `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${good.split('.')[1]}.`,
  };
  try {
    for (const [name, { url }] of services) {
      expect([name, await status(`${url}/report`, good)]).toEqual([name, 200]);
      for (const [what, token] of Object.entries(bad))
        expect([name, what, await status(`${url}/report`, token)]).toEqual([name, what, 401]);
    }
  } finally {
    await stopAll(services);
    issuer.stop();
  }
});

test('where it asks Gatehouse each time, a service refuses a token whose session has just ended', async () => {
  const owner = await accessToken(admin);
  const made = await postJson(
    `${mainServer.url}/api/v1/users/me/api-keys`,
    { name: 'Express service', scopes: ['tokens.introspect'] },
    { authorization: `Bearer ${owner}` },
  );
  expect(made.status, await made.clone().text()).toBe(201);
  const { data } = (await made.json()) as { data: { key: string } };
  const service = await startExpress({ gatehouse: mainServer.url, env: { GATEHOUSE_KEY: data.key } });
  try {
    const token = await accessToken(await registered());
    const payOut = (bearer: string) =>
      fetch(`${service.url}/payout`, { method: 'POST', headers: { authorization: `Bearer ${bearer}` } }).then((answer) => answer.status);
    expect(await payOut(token)).toBe(200);
    await postJson(`${mainServer.url}/api/v1/auth/logout`, {}, { authorization: `Bearer ${token}` });
    await expect.poll(() => payOut(token), { timeout: 5000 }).toBe(401);
    // Its own look at the token cannot know.
    expect(await status(`${service.url}/me`, token)).toBe(200);
    expect(await payOut('nonsense')).toBe(401);
  } finally {
    await service.stop();
  }
});

test('the Next application signs in, renews in its proxy, survives a rotation, and guards its endpoint', async ({ page }) => {
  test.setTimeout(180_000);
  const person = await registered();
  await buildTypescriptClient();
  const app = await startNext({ gatehouse: mainServer.url });
  try {
    await page.goto(app.url);
    await page.getByLabel('E-mail').fill(person.email);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { name: `Hello ${person.email}` })).toBeVisible({ timeout: 60_000 });

    // Its access token ends: the next page is made with a new one, and the browser keeps it.
    const context = page.context();
    const cookie = (await context.cookies()).find(({ name }) => name === 'app-session');
    const tokens = JSON.parse(decodeURIComponent(cookie?.value ?? '{}'));
    await context.addCookies([{ ...(cookie ?? { name: '' }), value: encodeURIComponent(JSON.stringify({ ...tokens, expiresAt: 0 })) }]);
    await page.reload();
    await expect(page.getByRole('heading', { name: `Hello ${person.email}` })).toBeVisible();
    const renewed = (await context.cookies()).find(({ name }) => name === 'app-session');
    expect(JSON.parse(decodeURIComponent(renewed?.value ?? '{}')).refreshToken).not.toBe(tokens.refreshToken);
    expect(renewed).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax' });

    const [owner, stranger] = [await accessToken(admin), await accessToken(person)];
    const report = `${app.url}/report`;
    expect([await status(report), await status(report, stranger), await status(report, owner)]).toEqual([401, 403, 200]);
    await rotateKeys();
    await expect.poll(async () => kidOf(await accessToken(admin)), { timeout: 30_000 }).not.toBe(kidOf(owner));
    expect([await status(report, owner), await status(report, await accessToken(admin))]).toEqual([200, 200]);
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByLabel('Password')).toBeVisible();
  } finally {
    await app.stop();
  }
});
