import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { redisInstalled, TestRedis } from '#lib/rate-limit/testing-redis.ts';
import { type EmbeddedPostgres, startThrowawayPostgres } from '#scripts/database/embedded.ts';
import { freePort } from './support/free-port.ts';
import { admin, type Gatehouse, startGatehouse } from './support/gatehouse.ts';
import { earlyInWindow } from './support/limit-window.ts';
import { postJson } from './support/people.ts';

// Two instances behind one address, as behind a load balancer that says who the caller is (TRUST_PROXY=1).
test.skip(!redisInstalled, 'needs a real Redis: redis-server was not found');
test.describe.configure({ mode: 'serial' });

let postgres: EmbeddedPostgres;
let redis: TestRedis;
let instances: [Gatehouse, Gatehouse];
const ports: number[] = [];
let appUrl: string;

test.beforeAll(async () => {
  [postgres, redis] = await Promise.all([startThrowawayPostgres(), TestRedis.start()]);
  ports.push(await freePort(), await freePort());
  appUrl = `http://localhost:${ports[0]}`;
  const env = {
    APP_URL: appUrl,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    TRUST_PROXY: '1',
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEYS: `e2e:${randomBytes(32).toString('base64')}`,
    RATE_LIMITS: '{}',
  };
  // At once: both migrate and seed the same empty database.
  instances = (await Promise.all(ports.map((port) => startGatehouse({ port, env })))) as [Gatehouse, Gatehouse];
});
test.afterAll(async () => {
  await Promise.allSettled((instances ?? []).map((instance) => instance.stop()));
  await Promise.allSettled([redis?.kill(), postgres?.stop()]);
});

const address = (index: 0 | 1) => `http://localhost:${ports[index]}/api/v1`;
const from = (ip: string) => ({ 'x-forwarded-for': ip });

async function login(index: 0 | 1, ip: string, body: Record<string, unknown> = admin): Promise<Response> {
  return postJson(`${address(index)}/auth/login`, body, from(ip));
}

async function until(condition: () => Promise<boolean>, milliseconds: number): Promise<void> {
  for (const deadline = Date.now() + milliseconds; ; ) {
    if (await condition()) return;
    expect(Date.now(), 'in time').toBeLessThan(deadline);
  }
}

test('a session made on one instance works on the other, and signing out on one ends it on the other within a second', async () => {
  const made = await login(0, '203.0.113.1', { ...admin, mode: 'cookie' });
  const cookie = made.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const me = (index: 0 | 1, headers: Record<string, string>) =>
    fetch(`${address(index)}/users/me`, { headers: { ...headers, ...from('203.0.113.1') } });
  for (const index of [0, 1, 0, 1] as const) expect((await me(index, { cookie })).status).toBe(200);

  const { data: tokens } = (await (await login(1, '203.0.113.1')).json()) as { data: { access_token: string; refresh_token: string } };
  const bearer = { authorization: `Bearer ${tokens.access_token}` };
  for (const index of [0, 1] as const) expect((await me(index, bearer)).status).toBe(200);

  const out = await postJson(`${address(1)}/auth/logout`, { scope: 'all' }, { cookie, origin: appUrl, ...from('203.0.113.1') });
  expect(out.status).toBe(200);
  await until(async () => (await me(0, { cookie })).status === 401 && (await me(0, bearer)).status === 401, 1000);
  const refreshed = await postJson(`${address(0)}/auth/refresh`, { refresh_token: tokens.refresh_token }, from('203.0.113.1'));
  expect(refreshed.status).toBe(401);
});

test('the country of the caller that the load balancer names is read from the table that is shipped along', async () => {
  const { data } = (await (await login(0, '91.0.0.1')).json()) as { data: { session_id: string; access_token: string } };
  const headers = { authorization: `Bearer ${data.access_token}`, ...from('91.0.0.1') };
  const sessions = (await (await fetch(`${address(1)}/users/me/sessions`, { headers })).json()) as { data: Record<string, unknown>[] };
  expect(sessions.data.find(({ id }) => id === data.session_id)).toMatchObject({ ip: '91.0.0.1', country: 'DE' });
});

/** In waves of 20: a process too busy to hear Redis within 800 ms counts for itself, which is the next test. */
async function wrongSignIns(count: number, ip: string): Promise<number[]> {
  const statuses: number[] = [];
  while (statuses.length < count) {
    const wave = Array.from({ length: 20 }, async (_, index) => {
      const email = `nobody-${statuses.length + index}@example.com`;
      const answer = await login((index % 2) as 0 | 1, ip, { email, password: 'wrong' });
      await answer.text();
      return answer.status;
    });
    statuses.push(...(await Promise.all(wave)));
  }
  return statuses;
}

test('200 wrong sign-ins, split over both, are evaluated exactly five times', async () => {
  await earlyInWindow(25);
  const statuses = await wrongSignIns(200, '203.0.113.2');
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(195);
});

test('when Redis is killed each instance goes on limiting by itself, signing in works, and the log says so', async () => {
  await earlyInWindow(25);
  await redis.kill();
  const statuses = await wrongSignIns(40, '203.0.113.3');
  const evaluated = statuses.filter((status) => status === 401).length;
  expect(evaluated).toBeGreaterThanOrEqual(5);
  expect(evaluated).toBeLessThanOrEqual(10);
  expect(statuses.filter((status) => ![401, 429].includes(status))).toEqual([]);
  for (const index of [0, 1] as const) expect((await login(index, '203.0.113.4')).status).toBe(200);
  const warned = instances.some(({ log }) =>
    log()
      .split('\n')
      .some((line) => /"level":"?(?:warn|40)/.test(line) && /rate limiter|redis/i.test(line)),
  );
  expect(warned, instances.map(({ log }) => log().slice(-2000)).join('\n')).toBe(true);
});
