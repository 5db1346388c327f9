import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import pg from 'pg';
import { type EmbeddedPostgres, startThrowawayPostgres } from '#scripts/database/embedded.ts';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { freePort } from './support/free-port.ts';
import { admin, type Gatehouse, generousLimits, plainEnvironment, startGatehouse } from './support/gatehouse.ts';
import { postJson } from './support/people.ts';

test.describe.configure({ mode: 'serial' });

/** How long the application below keeps the key set; our keys are published for longer than that before they sign. */
const cacheMilliseconds = 300;
const rotations = 20;

let postgres: EmbeddedPostgres;
let database: pg.Client;
let env: Record<string, string>;
let instances: [Gatehouse, Gatehouse];

test.beforeAll(async () => {
  postgres = await startThrowawayPostgres();
  const port = await freePort();
  env = {
    APP_URL: `http://localhost:${port}`,
    DATABASE_URL: postgres.url,
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEYS: `e2e:${randomBytes(32).toString('base64')}`,
    RATE_LIMITS: generousLimits,
  };
  instances = await Promise.all([startGatehouse({ port, env }), startGatehouse({ port: await freePort(), env })]);
  database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
});
test.afterAll(async () => {
  await database?.end();
  await Promise.allSettled((instances ?? []).map((instance) => instance.stop()));
  await postgres?.stop();
});

const at = (index: number, path: string) => `http://localhost:${instances[index % 2]?.port}${path}`;
const kidOf = (token: string) => decodeProtectedHeader(token).kid ?? '';

type Pair = { access_token: string; refresh_token: string };

async function pairOf(answer: Response): Promise<Pair> {
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return (JSON.parse(text) as { data: Pair }).data;
}

const signIn = async (index: number) => pairOf(await postJson(at(index, '/api/v1/auth/login'), admin));
const refresh = async (index: number, { refresh_token }: Pair) =>
  pairOf(await postJson(at(index, '/api/v1/auth/refresh'), { refresh_token }));
const me = (index: number, token: string) => fetch(at(index, '/api/v1/users/me'), { headers: { authorization: `Bearer ${token}` } });

async function publishedKids(index: number): Promise<string[]> {
  const answer = await fetch(at(index, '/.well-known/jwks.json'));
  return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
}

async function kidIn(state: 'current' | 'next'): Promise<string> {
  const { rows } = await database.query<{ kid: string }>('select kid from signing_key where state = $1', [state]);
  return rows[0]?.kid ?? '';
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await condition()); await sleep(20)) expect(Date.now(), what).toBeLessThan(deadline);
}

/** As if the next key had been published a quarter of an hour ago. Every cache that keeps to the rules knows it by now. */
async function letNextKeyBeKnown(): Promise<void> {
  const next = await kidIn('next');
  for (const index of [0, 1]) await until('the next key is published', async () => (await publishedKids(index)).includes(next));
  await sleep(cacheMilliseconds + 50);
  await database.query(`update signing_key set created_at = now() - interval '15 minutes 1 second' where state = 'next'`);
}

/** What the schedule does on every instance at once. */
async function runJobs(): Promise<void> {
  await database.query(`select graphile_worker.add_job('rotate_signing_keys') from generate_series(1, 4)`);
}

async function command(...args: string[]): Promise<void> {
  const { code, output } = await runNode([inProject('scripts', 'start.mjs'), 'keys:rotate', ...args], {
    env: { ...plainEnvironment(), ...env },
  });
  expect(code, output).toBe(0);
}

async function rotate(round: number): Promise<string> {
  const next = await kidIn('next');
  await letNextKeyBeKnown();
  if (round % 10 === 5) await command();
  else {
    await database.query(`update signing_key set rotation_requested_at = now() where state = 'current'`);
    await runJobs();
  }
  await until('the next key signs', async () => (await kidIn('current')) === next);
  return next;
}

test(`${rotations} rotations under load on two instances: no token is refused, neither here nor by who verifies with the key set`, async () => {
  test.setTimeout(180_000);
  const tokens: string[] = [(await signIn(0)).access_token];
  const failures: string[] = [];
  const done = { signIns: 0, requests: 0, refreshes: 0, verified: 0 };
  let running = true;
  const any = () => tokens[Math.floor(Math.random() * tokens.length)] ?? '';

  /** Does the same again and again until the rotations are over; whatever goes wrong counts. */
  async function load(name: keyof typeof done, work: (round: number) => Promise<void>): Promise<void> {
    for (let round = 0; running; round += 1) {
      try {
        await work(round);
        done[name] += 1;
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(50);
      }
    }
  }

  // It never asks again because of a key that it does not know: publishing early has to be enough.
  const sets = [0, 1].map((index) =>
    createRemoteJWKSet(new URL(at(index, '/.well-known/jwks.json')), { cacheMaxAge: cacheMilliseconds, cooldownDuration: 3_600_000 }),
  );
  let pair = await signIn(1);
  const loads = [
    load('signIns', async (round) => {
      tokens.push((await signIn(round)).access_token);
      await sleep(100);
    }),
    load('refreshes', async (round) => {
      pair = await refresh(round, pair);
      tokens.push(pair.access_token);
      await sleep(20);
    }),
    ...[0, 1, 2].map((worker) =>
      load('requests', async (round) => {
        const token = round % 2 ? any() : (tokens.at(-1) ?? '');
        const answer = await me(round + worker, token);
        const text = await answer.text();
        if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
      }),
    ),
    ...sets.map((keys) =>
      load('verified', async (round) => {
        await jwtVerify(round % 2 ? any() : (tokens.at(-1) ?? ''), keys, { issuer: env.APP_URL ?? '', audience: env.APP_URL ?? '' });
        await sleep(5);
      }),
    ),
  ];

  const sessions = [await signIn(0), await signIn(1)] as [Pair, Pair];
  for (let round = 0; round < rotations; round += 1) {
    const kid = await rotate(round);
    for (const index of [0, 1] as const) {
      await until('both instances sign with the new key', async () => {
        sessions[index] = await refresh(index, sessions[index]);
        return kidOf(sessions[index].access_token) === kid;
      });
      tokens.push(sessions[index].access_token);
    }
  }
  running = false;
  await Promise.all(loads);
  test.info().annotations.push({ type: 'load', description: JSON.stringify(done) });
  expect(failures).toEqual([]);
  expect(new Set(tokens.map(kidOf)).size).toBe(rotations + 1);
  // Every retired key is still published: its last tokens live.
  expect(await publishedKids(0)).toHaveLength(rotations + 2);
  const events = await database.query<{ count: number }>(
    `select count(*)::int as count from audit_event where action = 'signing_key.rotated'`,
  );
  expect(events.rows[0]?.count).toBe(rotations);
  for (const token of tokens.filter((_, index) => index % 20 === 0)) expect((await me(1, token)).status).toBe(200);
});

test('a key whose last token has ended is removed, and is 401 on both instances', async () => {
  const { access_token: token } = await signIn(0);
  const kid = kidOf(token);
  await rotate(1);
  for (const index of [0, 1]) expect((await me(index, token)).status).toBe(200);
  await database.query('update signing_key set expires_at = now() where kid = $1', [kid]);
  await sleep(1000);
  for (const index of [0, 1]) expect((await me(index, token)).status).toBe(401);
  await runJobs();
  await until('the row goes', async () => (await database.query('select 1 from signing_key where kid = $1', [kid])).rowCount === 0);
});

test('after keys:rotate --now every token is refused on both instances within a second; signing in and refreshing go on', async () => {
  const pairs = [await signIn(0), await signIn(1)];
  for (const [index, pair] of pairs.entries()) expect((await me(index + 1, pair.access_token)).status).toBe(200);
  await command('--now');
  await sleep(1000);
  for (const { access_token } of pairs) for (const index of [0, 1]) expect((await me(index, access_token)).status).toBe(401);
  expect(await publishedKids(0)).toEqual([await kidIn('current'), await kidIn('next')]);
  for (const [index, pair] of pairs.entries()) {
    const renewed = await refresh(index, pair);
    for (const other of [0, 1]) expect((await me(other, renewed.access_token)).status).toBe(200);
  }
});

test('another algorithm takes effect after the next start, and both kinds of token count', async () => {
  const before = (await signIn(0)).access_token;
  await instances[1].stop();
  env = { ...env, TOKEN_ALGORITHM: 'RS256' };
  instances[1] = await startGatehouse({ port: await freePort(), env });
  await rotate(0);
  await sleep(1000);
  for (const index of [0, 1]) {
    const { access_token } = await signIn(index);
    expect(decodeProtectedHeader(access_token).alg).toBe('RS256');
    const keys = createRemoteJWKSet(new URL(at(index, '/.well-known/jwks.json')));
    for (const token of [before, access_token]) {
      await jwtVerify(token, keys, { issuer: env.APP_URL ?? '' });
      for (const other of [0, 1]) expect((await me(other, token)).status).toBe(200);
    }
  }
});

test('the key set is answered to HEAD and to pages of other origins, and 304 to who has it', async () => {
  const address = at(0, '/.well-known/jwks.json');
  const get = await fetch(address, { headers: { origin: 'https://app.example.com' } });
  const etag = get.headers.get('etag') ?? '';
  expect(get.headers.get('cache-control')).toBe('public, max-age=300, stale-while-revalidate=300, stale-if-error=300');
  expect(get.headers.get('access-control-allow-origin')).toBe('*');
  expect(get.headers.getSetCookie()).toEqual([]);
  const head = await fetch(address, { method: 'HEAD' });
  expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, '']);
  const again = await fetch(address, { headers: { 'if-none-match': etag } });
  expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
  const asked = await fetch(address, { method: 'OPTIONS' });
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
  expect((await fetch(address, { method: 'POST' })).status).toBe(405);
});
