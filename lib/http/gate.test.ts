import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseVerdict } from '#lib/rate-limit/verdict.ts';
import { type GateOutcome, passGate } from './gate.ts';

beforeAll(() => {
  vi.stubEnv('APP_URL', 'http://localhost:3000');
  vi.stubEnv('DATABASE_URL', 'postgresql://unused@localhost/unused');
  vi.stubEnv('AUTH_SECRET', 'a secret of more than thirty-two characters');
  vi.stubEnv('ENCRYPTION_KEYS', `test:${Buffer.alloc(32, 1).toString('base64')}`);
  // In the middle of a window, so that no test meets its edge.
  vi.useFakeTimers({ now: 1_800_000_010_000, toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const session = '__Host-gatehouse-session=abc';
let address = 0;
const freshAddress = () => `198.51.100.${++address}`;

async function pass(method: string, path: string, headers: Record<string, string> = {}): Promise<GateOutcome> {
  const sent = { 'x-gatehouse-client-ip': freshAddress(), ...headers };
  const outcome = await passGate(new Request(`http://localhost:3000${path}`, { method, headers: sent }), { development: false });
  return outcome.kind === 'continue' ? { ...outcome, requestHeaders: outcome.requestHeaders ?? new Headers(sent) } : outcome;
}

async function passes(...request: Parameters<typeof pass>) {
  const outcome = await pass(...request);
  if (outcome.kind !== 'continue') throw new Error(`answered with ${outcome.response.status}`);
  const { requestHeaders, ...rest } = outcome;
  return { ...rest, requestHeaders: requestHeaders ?? new Headers() };
}

async function isAnswered(...request: Parameters<typeof pass>): Promise<Response> {
  const outcome = await pass(...request);
  if (outcome.kind !== 'answer') throw new Error('went on');
  return outcome.response;
}

describe('the gate', () => {
  test('every response has its own nonce, and the page is told the same one', async () => {
    const [first, second] = [await passes('GET', '/login'), await passes('GET', '/login')];
    const nonce = first.requestHeaders.get('x-nonce') ?? '';
    expect(atob(nonce)).toHaveLength(16);
    expect(second.requestHeaders.get('x-nonce')).not.toBe(nonce);
    expect(first.responseHeaders['Content-Security-Policy']).toContain(`'nonce-${nonce}'`);
    expect(first.requestHeaders.get('content-security-policy')).toBe(first.responseHeaders['Content-Security-Policy']);
  });

  test('the request id of the front is kept, anything else is replaced', async () => {
    const id = '0197a1b2-0000-7000-8000-000000000001';
    expect((await passes('GET', '/', { 'x-request-id': id })).responseHeaders['X-Request-Id']).toBe(id);
    const replaced = await passes('GET', '/', { 'x-request-id': 'x"><script>' });
    expect(replaced.responseHeaders['X-Request-Id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(replaced.requestHeaders.get('x-request-id')).toBe(replaced.responseHeaders['X-Request-Id']);
  });

  test('a verdict or nonce sent along from outside is never passed on', async () => {
    const forged = {
      'x-gatehouse-limit': 'name=login;bucket=login;limit=5;remaining=5;reset=1;allowed=1;source=off',
      'x-nonce': 'mine',
      'content-security-policy': "script-src 'nonce-mine'",
    };
    const page = await passes('GET', '/login', forged);
    expect(page.requestHeaders.get('x-gatehouse-limit')).toBeNull();
    expect(page.requestHeaders.get('x-nonce')).not.toBe('mine');
    expect(page.requestHeaders.get('content-security-policy')).not.toContain('mine');
    expect(parseVerdict((await passes('POST', '/login', forged)).requestHeaders.get('x-gatehouse-limit'))).toMatchObject({
      name: 'login',
      remaining: 4,
      source: 'local',
    });
  });

  test('the sixth sign-in of a minute is answered 429 with the headers of api.md', async () => {
    const ip = { 'x-gatehouse-client-ip': freshAddress() };
    for (let count = 0; count < 5; count += 1)
      await passes('POST', '/api/v1/auth/login', { ...ip, authorization: `Bearer ${count}`, 'x-forwarded-for': `192.0.2.${count}` });
    const response = await isAnswered('POST', '/api/v1/auth/login', ip);
    expect(response.status).toBe(429);
    const body = (await response.json()) as { error: { details: { retry_after: number } } };
    expect(body).toMatchObject({
      success: false,
      error: { code: 'RATE_LIMITED' },
      metadata: { request_id: response.headers.get('x-request-id') },
    });
    const retry = response.headers.get('retry-after');
    expect(Number(retry)).toBeGreaterThan(0);
    expect(body.error.details.retry_after).toBe(Number(retry));
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'ratelimit-limit': '5',
      'ratelimit-remaining': '0',
      'ratelimit-reset': retry,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const problem = await isAnswered('POST', '/api/v1/auth/login', { ...ip, accept: 'application/problem+json' });
    expect(problem.headers.get('content-type')).toBe('application/problem+json');
    expect(await problem.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  });

  test('a form posted too often is not blocked: its page gets the verdict', async () => {
    const ip = { 'x-gatehouse-client-ip': freshAddress() };
    for (let count = 0; count < 3; count += 1) await passes('POST', '/register', ip);
    expect(parseVerdict((await passes('POST', '/register', ip)).requestHeaders.get('x-gatehouse-limit'))).toMatchObject({
      name: 'register',
      bucket: 'register',
      allowed: false,
    });
    expect((await isAnswered('POST', '/api/v1/auth/register', ip)).status).toBe(429);
  });

  test('what was counted here says so on its answer, pages too, and the verdict that endpoints repeat is the same', async () => {
    for (const path of ['/login', '/api/v1/auth/login', '/api/auth/callback/google']) {
      const { requestHeaders, responseHeaders } = await passes('POST', path);
      const verdict = parseVerdict(requestHeaders.get('x-gatehouse-limit'));
      expect([
        path,
        responseHeaders['RateLimit-Limit'],
        responseHeaders['RateLimit-Remaining'],
        responseHeaders['RateLimit-Reset'],
      ]).toEqual([path, String(verdict?.limit), String(verdict?.remaining), String(verdict?.resetSeconds)]);
      expect(responseHeaders).not.toHaveProperty('Retry-After');
    }
    expect((await passes('GET', '/login')).responseHeaders).not.toHaveProperty('RateLimit-Limit');
  });

  test('a caller without an address is limited, not skipped', async () => {
    const ip = { 'x-gatehouse-client-ip': '' };
    for (let count = 0; count < 5; count += 1) await passes('POST', '/api/v1/auth/login', ip);
    expect((await isAnswered('POST', '/api/v1/auth/login', ip)).status).toBe(429);
  });

  test('a request with credentials is left to route(), which knows the role', async () => {
    const kinds: Record<string, string>[] = [{ cookie: `a=b; ${session}` }, { authorization: 'Bearer x' }];
    for (const credentials of kinds) {
      const ip = { 'x-gatehouse-client-ip': freshAddress() };
      for (let count = 0; count < 25; count += 1)
        expect((await passes('GET', '/api/v1/users/me', { ...ip, ...credentials })).requestHeaders.has('x-gatehouse-limit')).toBe(false);
    }
  });

  test.each(['', '__Host-gatehouse-session=', 'x__Host-gatehouse-session=a', 'a=__Host-gatehouse-session=b'])(
    'the cookie %j is no session',
    async (cookie) => {
      expect((await passes('GET', '/api/v1/users/me', { cookie })).requestHeaders.get('x-gatehouse-limit')).toContain(
        'name=anonymous;bucket=api;',
      );
    },
  );

  test.each(['/dashboard', '/profile', '/sessions', '/admin', '/admin/users'])(
    '%s without a session leads to the sign-in page and back',
    async (path) => {
      const response = await isAnswered('GET', `${path}?tab=a&b=%2F%2Fevil&_rsc=1`);
      expect(response.status).toBe(307);
      const location = new URL(response.headers.get('location') ?? '');
      expect(location.origin + location.pathname).toBe('http://localhost:3000/login');
      expect(location.searchParams.get('redirect_to')).toBe(`${path}?tab=a&b=%2F%2Fevil`);
      expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    },
  );

  test('a browser that remembers a pool is sent on by the page, which knows whether there is such a pool', async () => {
    await passes('GET', '/dashboard', { cookie: '__Host-gatehouse-pool=staff' });
    await isAnswered('GET', '/dashboard', { cookie: '__Host-gatehouse-pool=' });
  });

  test('nothing else is redirected: not with a cookie, not a post, not the sign-in page, not a look-alike', async () => {
    await passes('GET', '/dashboard', { cookie: session });
    await passes('POST', '/dashboard');
    await passes('GET', '/login', { cookie: session });
    await passes('GET', '/administration');
    await passes('GET', '/verify-email?token=x');
  });
});
