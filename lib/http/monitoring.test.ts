import { beforeAll, describe, expect, it, vi } from 'vitest';
import { recordRejections } from '#lib/audit/record-rejections.ts';
import { forgotPassword } from '#lib/contracts/auth.ts';
import { countRequest } from '#lib/observability/request-counts.ts';
import { call, nextAddress } from '#scripts/testing/api.ts';
import { makeKey } from '#scripts/testing/keys.ts';
import { makePerson, type Person, signIn, signInBrowser } from '#scripts/testing/people.ts';
import { everyRow, withEvents } from '#scripts/testing/rows.ts';

vi.stubEnv('METRICS_TOKEN', 'a-token-for-prometheus');
const { answerDetailedHealth, answerMetrics } = await import('./monitoring.ts');

function ask(answer: (request: Request) => Promise<Response>, headers: Record<string, string> = {}): Promise<Response> {
  return answer(new Request('http://localhost:3000/metrics', { headers: { 'x-gatehouse-client-ip': nextAddress(), ...headers } }));
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const monitor = bearer('a-token-for-prometheus');

let admin: Person;
beforeAll(async () => {
  admin = await makePerson({ role: 'admin' });
});

describe.each([
  ['/metrics', answerMetrics],
  ['/health/detailed', answerDetailedHealth],
] as const)('%s', (_path, answer) => {
  it('answers the token of the configuration and who holds admin.health.read', async () => {
    expect((await ask(answer, monitor)).status).toBe(200);
    expect((await ask(answer, bearer((await signIn(admin)).accessToken))).status).toBe(200);
    expect((await ask(answer, { cookie: (await signInBrowser(admin)).sessionCookie })).status).toBe(200);
    const { key } = await makeKey(admin, { scopes: ['admin.health.read'] });
    expect((await ask(answer, bearer(key))).status).toBe(200);
  });

  it('refuses everybody else, with one event each, and shows nothing', async () => {
    const moderator = await makePerson({ role: 'moderator' });
    const { accessToken } = await signIn(moderator);
    for (const [headers, status] of [
      [{}, 401],
      [bearer('a-token-for-prometheu'), 401],
      [bearer('a-token-for-prometheus2'), 401],
      [bearer(accessToken), 403],
    ] as const) {
      const { result, events } = await withEvents(async () => {
        const refused = await ask(answer, headers);
        await recordRejections({ isEnd: true });
        return refused;
      });
      expect([result.status, events.length]).toEqual([status, 1]);
      expect(await result.text()).not.toMatch(/memory|heap|pool/);
      expect(result.headers.get('cache-control')).toBe('no-store');
    }
  });
});

it('metrics are Prometheus’ text format: each line is a comment or a sample of a metric that was announced', async () => {
  countRequest({ path: '/api/v1/users/me', status: 200, seconds: 0.03 });
  countRequest({ path: '/api/v1/users/me', status: 503, seconds: 30 });
  const answer = await ask(answerMetrics, monitor);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await answer.text();
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram)$/gm)].map(([, name = '', type = '']) => [name, type]));
  expect(types.size).toBeGreaterThan(10);
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('# ')) continue;
    const [, name = '', value] = /^([a-z_]+)(?:\{(?:[a-z]+="[^"]*",?)+\})? (\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line) ?? [];
    expect(value, line).toBeDefined();
    expect(types.has(name) || types.get(name.replace(/_(?:bucket|sum|count)$/, '')) === 'histogram', line).toBe(true);
  }
  expect(text).toContain('gatehouse_http_requests_total{kind="api",status="200"} 1');
  expect(text).toContain('gatehouse_http_request_duration_seconds_bucket{kind="api",le="0.025"} 0');
  expect(text).toContain('gatehouse_http_request_duration_seconds_bucket{kind="api",le="0.05"} 1');
  expect(text).toContain('gatehouse_http_request_duration_seconds_bucket{kind="api",le="+Inf"} 2');
  expect(text).toContain('gatehouse_database_up 1');
});

it('what is asked for never becomes a label: a scan of 10,000 paths leaves a handful of lines', async () => {
  for (let index = 0; index < 10_000; index += 1) countRequest({ path: `/x${index}`, status: 404, seconds: 0.001 });
  const text = await (await ask(answerMetrics, monitor)).text();
  expect(text.split('\n').length).toBeLessThan(120);
});

it('nothing of anybody is in them: no address, name or id that the database holds', async () => {
  const rows = await everyRow();
  const ids = new Set(rows.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g));
  const text = (await (await ask(answerMetrics, monitor)).text()) + (await (await ask(answerDetailedHealth, monitor)).text());
  for (const id of ids) expect(text).not.toContain(id);
  expect(text).not.toContain(admin.username);
});

it('the figures are real: the connections, the queue of hashes, the jobs', async () => {
  await call(forgotPassword, { body: { email: admin.email } });
  await new Promise((done) => setTimeout(done, 2100));
  const figures = await (await ask(answerDetailedHealth, monitor)).json();
  expect(figures).toMatchObject({ status: 'ok', connections: { max: 12 }, hash_queue: { running: 0, waiting: 0 } });
  expect(figures.connections.open).toBeGreaterThan(0);
  expect(figures.database.jobs.due).toBeGreaterThan(0);
  expect(figures.memory_bytes.rss).toBeGreaterThan(20e6);
});
