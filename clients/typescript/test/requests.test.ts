import { describe, expect, it } from 'vitest';
import { db } from '../../../lib/db/client.ts';
import { origin } from '../../../scripts/testing/api.ts';
import { apiFetch } from '../../../scripts/testing/api-fetch.ts';
import { goodPassword, makePerson, type Person } from '../../../scripts/testing/people.ts';
import { createGatehouse, GatehouseError, type GatehouseOptions } from '../src/index.ts';

type Sent = { request: string; headers: Headers; init: RequestInit | undefined };

async function connectAs(person: Person, options: Partial<GatehouseOptions> = {}) {
  const sent: Sent[] = [];
  const inner = options.fetch ?? apiFetch();
  const gatehouse = createGatehouse({
    baseUrl: origin,
    ...options,
    fetch: (input, init) => {
      const { pathname, search } = new URL(String(input));
      sent.push({ request: `${init?.method} ${pathname.replace('/api/v1', '')}${search}`, headers: new Headers(init?.headers), init });
      return inner(input, init);
    },
  });
  await gatehouse.auth.login({ email: person.email, password: goodPassword });
  return { gatehouse, sent };
}

/** Takes the fresh proof of signing in away. */
async function withoutFreshProof(sessionId: string): Promise<void> {
  await db().session.update({ where: { id: sessionId }, data: { stepUpAt: null } });
}

async function caught(work: PromiseLike<unknown>): Promise<GatehouseError> {
  const error = await Promise.resolve(work).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatehouseError)) throw new Error(`No GatehouseError but ${error}`);
  return error;
}

describe('a request', () => {
  it('carries the token, no cookie, and follows no redirect', async () => {
    const { gatehouse, sent } = await connectAs(await makePerson());
    await gatehouse.users.me.update({ name: 'Ada' });
    const update = sent.at(-1);
    expect(update?.headers.get('authorization')).toBe(`Bearer ${await gatehouse.session.accessToken()}`);
    expect(update?.init).toMatchObject({ credentials: 'omit', redirect: 'error', cache: 'no-store' });
    // The token is for what needs it.
    expect(sent[0]?.headers.has('authorization')).toBe(false);
  });

  it('that is refused names its code, status, fields and request id', async () => {
    const { gatehouse } = await connectAs(await makePerson());
    const error = await caught(gatehouse.users.me.update({ timezone: 'Atlantis/Capital' }));
    expect(error).toMatchObject({ name: 'GatehouseError', code: 'VALIDATION_FAILED', status: 400 });
    expect(error.fields).toMatchObject([{ path: 'timezone' }]);
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await caught(gatehouse.admin.dashboard.get())).details).toEqual({ permission: 'admin.dashboard.read' });
  });

  it('whose answer is not from the API says so, with its status', async () => {
    const gatehouse = createGatehouse({ baseUrl: origin, token: 'x', fetch: async () => new Response('<html>', { status: 200 }) });
    expect(await caught(gatehouse.users.me())).toMatchObject({ code: 'UNREADABLE', status: 200 });
  });

  it.each(['', '.', '..'])('with the id %j is not sent: it would mean another resource', async (id) => {
    const { gatehouse, sent } = await connectAs(await makePerson());
    const before = sent.length;
    await expect(gatehouse.users.me.sessions.revoke(id)).rejects.toBeInstanceOf(TypeError);
    expect(sent.length).toBe(before);
  });

  it('keeps an id inside its part of the path', async () => {
    const { gatehouse, sent } = await connectAs(await makePerson());
    expect((await caught(gatehouse.users.me.sessions.revoke('a/../../x?y#z'))).code).toBe('NOT_FOUND');
    expect(sent.at(-1)?.request).toBe('DELETE /users/me/sessions/a%2F..%2F..%2Fx%3Fy%23z');
  });

  it('can be given up, also while it waits for a renewal that others wait for', async () => {
    const store = { tokens: null as string | null };
    const inner = apiFetch();
    const controller = new AbortController();
    const person = await makePerson();
    const gatehouse = createGatehouse({
      baseUrl: origin,
      earlySeconds: 24 * 3600,
      fetch: async (input, init) => {
        if (String(input).endsWith('/auth/refresh')) {
          store.tokens = 'asked';
          controller.abort();
        }
        return inner(input, init);
      },
    });
    await gatehouse.auth.login({ email: person.email, password: goodPassword });
    const [given, other] = [gatehouse.users.me({ signal: controller.signal }), gatehouse.users.me()];
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    expect((await other).id).toBe(person.id);
    await expect(gatehouse.users.me({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('shows the response, for the ETag that a change can be bound to', async () => {
    const { gatehouse, sent } = await connectAs(await makePerson({ role: 'super_admin' }));
    let etag = '';
    await gatehouse.admin.settings.get({
      onResponse: ({ headers }) => {
        etag = headers.get('etag') ?? '';
      },
    });
    expect(etag).not.toBe('');
    const stale = gatehouse.admin.settings.update({ passwords: { min_length: 12 } }, { ifMatch: '"0-none"' });
    expect((await caught(stale)).code).toBe('PRECONDITION_FAILED');
    expect(sent.at(-1)?.headers.get('if-match')).toBe('"0-none"');
  });
});

describe('a request without an answer', () => {
  /** Fails `failures` times before it reaches the API. */
  function flaky(pattern: RegExp, failures: number, failure: () => Promise<Response>): typeof fetch {
    const inner = apiFetch();
    let left = failures;
    return (input, init) => {
      const request = `${init?.method} ${new URL(String(input)).pathname.replace('/api/v1', '')}`;
      if (pattern.test(request) && left-- > 0) return failure();
      return inner(input, init);
    };
  }
  const refused = () => Promise.reject(new TypeError('fetch failed'));
  const busy = async () => new Response('busy', { status: 503 });

  it.each([
    ['a broken connection', refused],
    ['a busy server', busy],
  ])('is repeated after %s, a write under one Idempotency-Key', async (_, failure) => {
    const { gatehouse, sent } = await connectAs(await makePerson(), { fetch: flaky(/^(GET|PATCH) \/users\/me$/, 2, failure) });
    expect(await gatehouse.users.me.update({ name: 'Grace' })).toMatchObject({ name: 'Grace' });
    const writes = sent.filter(({ request }) => request === 'PATCH /users/me');
    const keys = writes.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys.length).toBe(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    await gatehouse.users.me.update({ name: 'Ada' }, { idempotencyKey: 'mine' });
    expect(sent.at(-1)?.headers.get('idempotency-key')).toBe('mine');
  });

  it('is given up after two repetitions', async () => {
    const { gatehouse, sent } = await connectAs(await makePerson(), { fetch: flaky(/^GET \/users\/me$/, 99, refused) });
    expect(await caught(gatehouse.users.me())).toMatchObject({ code: 'NETWORK', status: 0 });
    expect(sent.filter(({ request }) => request === 'GET /users/me').length).toBe(3);
  });

  it('that signs in is not repeated: it counts as a try', async () => {
    let tries = 0;
    const gatehouse = createGatehouse({
      baseUrl: origin,
      fetch: () => {
        tries += 1;
        return refused();
      },
    });
    expect((await caught(gatehouse.auth.login({ email: 'a@example.com', password: 'x' }))).code).toBe('NETWORK');
    expect(tries).toBe(1);
  });

  it('is not repeated when it was refused', async () => {
    const { gatehouse, sent } = await connectAs(await makePerson());
    await caught(gatehouse.users.me.update({ timezone: 'x' }));
    expect(sent.filter(({ request }) => request === 'PATCH /users/me').length).toBe(1);
  });
});

describe('a list', () => {
  it('is gone through page by page, each entry once', async () => {
    const { gatehouse, sent } = await connectAs(await makePerson());
    for (const name of ['A', 'B', 'C', 'D', 'E']) await gatehouse.users.me.update({ name });
    const ids: string[] = [];
    for await (const event of gatehouse.users.me.activity.list({ limit: 2 })) ids.push(event.id);
    const all = await gatehouse.users.me.activity.list({ limit: 100, total: 'true' });
    expect(ids).toEqual(all.items.map(({ id }) => id));
    expect(ids.length).toBeGreaterThanOrEqual(5);
    expect(all).toMatchObject({ hasMore: false, nextCursor: null, total: ids.length });
    expect(sent.filter(({ request }) => request.includes('limit=2')).length).toBe(Math.ceil(ids.length / 2));
  });

  it('asks for no more pages than are looked at, and for none before', async () => {
    const { gatehouse, sent } = await connectAs(await makePerson());
    for (const name of ['A', 'B', 'C']) await gatehouse.users.me.update({ name });
    const before = sent.length;
    const list = gatehouse.users.me.activity.list({ limit: 1 });
    expect(sent.length).toBe(before);
    for await (const event of list) if (event.id) break;
    expect(sent.length).toBe(before + 1);
  });

  it('that comes whole works the same way', async () => {
    const person = await makePerson();
    await connectAs(person);
    const { gatehouse } = await connectAs(person);
    const current: boolean[] = [];
    for await (const session of gatehouse.users.me.sessions.list()) current.push(session.current);
    expect(current.sort()).toEqual([false, true]);
    expect((await gatehouse.users.me.sessions.list()).hasMore).toBe(false);
  });
});

describe('a fresh proof', () => {
  it('is asked for once, however many requests want it, and they go on', async () => {
    const asked: (readonly string[])[] = [];
    const { gatehouse } = await connectAs(await makePerson(), {
      onStepUp: async ({ methods, gatehouse }) => {
        asked.push(methods);
        await gatehouse.auth.stepUp.verify({ method: 'password', password: goodPassword });
        return true;
      },
    });
    const { state } = gatehouse.session;
    await withoutFreshProof(state.status === 'signed_in' ? state.sessionId : '');
    const setups = await Promise.all([1, 2, 3].map(() => gatehouse.auth.secondFactor.setup({ method: 'totp' })));
    for (const setup of setups) expect(setup).toHaveProperty('otpauth_url');
    expect(asked).toEqual([['password']]);
  });

  it('that is refused leaves the error, and is asked for once in a call', async () => {
    for (const answer of [false, true]) {
      let asked = 0;
      const { gatehouse } = await connectAs(await makePerson(), {
        onStepUp: async () => {
          asked += 1;
          return answer;
        },
      });
      const { state } = gatehouse.session;
      await withoutFreshProof(state.status === 'signed_in' ? state.sessionId : '');
      const error = await caught(gatehouse.auth.secondFactor.setup({ method: 'totp' }));
      expect([error.code, asked]).toEqual(['STEP_UP_REQUIRED', 1]);
    }
  });
});

it('where a browser goes by itself, the method answers the address', () => {
  const gatehouse = createGatehouse({ baseUrl: `${origin}/` });
  expect(gatehouse.auth.oauth.url('google', { redirect_to: '/dashboard' }).href).toBe(
    `${origin}/api/v1/auth/oauth/google?redirect_to=%2Fdashboard`,
  );
});
