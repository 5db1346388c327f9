import { afterEach, describe, expect, it, vi } from 'vitest';
import { logout } from '../../../lib/contracts/auth.ts';
import { call, origin } from '../../../scripts/testing/api.ts';
import { apiFetch } from '../../../scripts/testing/api-fetch.ts';
import { goodPassword, makePerson, type Person, signIn } from '../../../scripts/testing/people.ts';
import { rotateNow } from '../../../scripts/testing/signing-keys.ts';
import { createGatehouse, type GatehouseError, type GatehouseOptions, memoryTokens, type TokenStore } from '../src/index.ts';

type Options = Omit<GatehouseOptions, 'baseUrl' | 'fetch'>;

/** A client whose requests end in the API's own handlers; `asked` lists them. */
function connect(options: Options = {}, tamper?: (request: string) => Response | Error | undefined) {
  const asked: string[] = [];
  const inner = apiFetch((request) => asked.push(request));
  const fetchApi: typeof fetch = async (input, init) => {
    const outcome = tamper?.(`${init?.method} ${new URL(String(input)).pathname.replace('/api/v1', '')}`);
    if (outcome instanceof Error) throw outcome;
    return outcome ?? inner(input, init);
  };
  const gatehouse = createGatehouse({ baseUrl: origin, fetch: fetchApi, ...options });
  return { gatehouse, asked, refreshes: () => asked.filter((request) => request === 'POST /auth/refresh').length };
}

async function connectAs(person: Person, options: Options = {}, tamper?: (request: string) => Response | Error | undefined) {
  const connected = connect(options, tamper);
  await connected.gatehouse.auth.login({ email: person.email, password: goodPassword });
  return connected;
}

/** Everybody's clock, the client's and the server's. */
function minutesLater(minutes: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
}

afterEach(() => {
  vi.useRealTimers();
});

const times = <T>(count: number, work: () => T): T[] => Array.from({ length: count }, work);

describe('a session', () => {
  it('begins with signing in and answers who it is', async () => {
    const person = await makePerson({ role: 'moderator' });
    const { gatehouse } = connect();
    expect(gatehouse.session.state).toEqual({ status: 'loading' });
    expect(await gatehouse.session.ready()).toEqual({ status: 'signed_out', reason: 'none' });
    const answer = await gatehouse.auth.login({ email: person.email, password: goodPassword });
    expect(answer.status).toBe('signed_in');
    expect(await gatehouse.users.me()).toMatchObject({ id: person.id, email: person.email });
    expect(gatehouse.session.state).toMatchObject({ status: 'signed_in', userId: person.id, roles: ['moderator'] });
  });

  it.each([
    ['by its own clock', 30],
    ['because the API says so', -24 * 3600],
  ])('whose token has expired, %s, is renewed exactly once for 50 calls at once', async (_, earlySeconds) => {
    const person = await makePerson();
    const { gatehouse, refreshes } = await connectAs(person, { earlySeconds });
    minutesLater(16);
    const users = await Promise.all(times(50, () => gatehouse.users.me()));
    expect(users.map(({ id }) => id)).toEqual(times(50, () => person.id));
    expect(refreshes()).toBe(1);
    await gatehouse.users.me();
    expect(refreshes()).toBe(1);
  });

  it('is renewed again and again, one refresh for each end of a token', async () => {
    const { gatehouse, refreshes } = await connectAs(await makePerson());
    for (let round = 1; round <= 3; round += 1) {
      minutesLater(16);
      await Promise.all(times(5, () => gatehouse.users.me()));
      expect(refreshes()).toBe(round);
    }
  });

  it('goes on through a rotation of the signing keys with calls at all times', async () => {
    const person = await makePerson();
    const ended: string[] = [];
    const { gatehouse, refreshes } = await connectAs(person, { onSignedOut: (reason) => ended.push(reason) });
    for (let round = 1; round <= 3; round += 1) {
      const [users] = await Promise.all([Promise.all(times(10, () => gatehouse.users.me())), rotateNow()]);
      expect(users.map(({ id }) => id)).toEqual(times(10, () => person.id));
      minutesLater(16);
      await Promise.all(times(10, () => gatehouse.users.me()));
      expect(refreshes()).toBe(round);
    }
    expect(ended).toEqual([]);
  });

  it('that two clients share in one store is renewed by the one, and the other takes over its tokens', async () => {
    const person = await makePerson();
    const store = memoryTokens();
    const [first, second] = [await connectAs(person, { store }), connect({ store, earlySeconds: -24 * 3600 })];
    minutesLater(16);
    await first.gatehouse.users.me();
    await second.gatehouse.users.me();
    expect([first.refreshes(), second.refreshes()]).toEqual([1, 0]);
  });

  it('that was ended elsewhere is over for 20 calls at once, tells the application once, and is not refreshed', async () => {
    const person = await makePerson();
    const ended: string[] = [];
    const states: string[] = [];
    const { gatehouse, refreshes } = await connectAs(person, { onSignedOut: (reason) => ended.push(reason) });
    gatehouse.session.subscribe((state) => states.push(state.status));
    const elsewhere = await signIn(person);
    await call(logout, { bearer: elsewhere.accessToken, body: { scope: 'all' } });
    const results = await Promise.allSettled(times(20, () => gatehouse.users.me()));
    for (const result of results) expect(result).toMatchObject({ status: 'rejected' });
    for (const result of results)
      if (result.status === 'rejected') expect(['TOKEN_REVOKED', 'UNAUTHENTICATED']).toContain((result.reason as GatehouseError).code);
    expect(ended).toEqual(['revoked']);
    expect(states).toEqual(['signed_out']);
    expect(refreshes()).toBe(0);
    expect(await gatehouse.session.accessToken()).toBeNull();
  });

  it('whose end shows only when it is renewed is over after one try', async () => {
    const person = await makePerson();
    const ended: string[] = [];
    const { gatehouse, refreshes } = await connectAs(person, { onSignedOut: (reason) => ended.push(reason) });
    await call(logout, { bearer: (await signIn(person)).accessToken, body: { scope: 'all' } });
    minutesLater(16);
    const results = await Promise.allSettled(times(10, () => gatehouse.users.me()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    expect([refreshes(), ended]).toEqual([1, ['revoked']]);
    await expect(gatehouse.users.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(refreshes()).toBe(1);
  });

  it('never loops: a token that is refused right after it was renewed is an error', async () => {
    const refused = () =>
      Response.json({ success: false, error: { code: 'TOKEN_EXPIRED', message: 'x' }, metadata: { request_id: 'r' } }, { status: 401 });
    let me = 0;
    const { gatehouse, refreshes } = await connectAs(await makePerson(), {}, (request) => {
      if (request !== 'GET /users/me') return undefined;
      me += 1;
      return refused();
    });
    await expect(gatehouse.users.me()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED', status: 401 });
    expect([me, refreshes()]).toEqual([2, 1]);
  });

  it('outlives a refresh that got no answer', async () => {
    const person = await makePerson();
    let down = true;
    const ended: string[] = [];
    const { gatehouse } = await connectAs(person, { retries: 0, onSignedOut: (reason) => ended.push(reason) }, (request) =>
      down && request === 'POST /auth/refresh' ? new TypeError('fetch failed') : undefined,
    );
    minutesLater(16);
    await expect(gatehouse.users.me()).rejects.toMatchObject({ code: 'NETWORK', status: 0 });
    expect([gatehouse.session.state.status, ended]).toEqual(['signed_in', []]);
    down = false;
    expect((await gatehouse.users.me()).id).toBe(person.id);
  });

  it('goes on when the answer to a refresh was lost: the same token gives the same successor', async () => {
    const person = await makePerson();
    let lost = 0;
    const connected = connect();
    const inner = apiFetch();
    const gatehouse = createGatehouse({
      baseUrl: origin,
      fetch: async (input, init) => {
        const response = await inner(input, init);
        if (String(input).endsWith('/auth/refresh') && lost++ === 0) throw new TypeError('socket hang up');
        return response;
      },
    });
    await gatehouse.auth.login({ email: person.email, password: goodPassword });
    minutesLater(16);
    expect((await gatehouse.users.me()).id).toBe(person.id);
    expect(lost).toBe(2);
    connected.gatehouse.session.close();
  });

  it('does not come back when somebody signs out while it is being renewed', async () => {
    const store = memoryTokens();
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    const inner = apiFetch();
    const gatehouse = createGatehouse({
      baseUrl: origin,
      store,
      fetch: async (input, init) => {
        if (String(input).endsWith('/auth/refresh')) await held;
        return inner(input, init);
      },
    });
    const person = await makePerson();
    await gatehouse.auth.login({ email: person.email, password: goodPassword });
    minutesLater(16);
    const pending = gatehouse.users.me();
    const outcome = expect(pending).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await gatehouse.session.end();
    release();
    await outcome;
    expect(store.read()).toBeNull();
    expect(gatehouse.session.state).toEqual({ status: 'signed_out', reason: 'signed_out' });
  });

  it('is ended here and on the server by signing out, and here also without the server', async () => {
    const store = memoryTokens();
    const ended: string[] = [];
    const { gatehouse, asked } = await connectAs(await makePerson(), { store, onSignedOut: (reason) => ended.push(reason) });
    const tokens = await store.read();
    await gatehouse.signOut();
    expect(asked).toContain('POST /auth/logout');
    expect([store.read(), ended]).toEqual([null, ['signed_out']]);
    const late = createGatehouse({ baseUrl: origin, fetch: apiFetch(), token: tokens?.accessToken ?? '' });
    await expect(late.users.me()).rejects.toMatchObject({ code: 'TOKEN_REVOKED' });

    const offline = await connectAs(await makePerson(), { retries: 0 }, (request) =>
      request === 'POST /auth/logout' ? new TypeError('fetch failed') : undefined,
    );
    await offline.gatehouse.signOut();
    expect(offline.gatehouse.session.state.status).toBe('signed_out');
  });

  it('stays when only the others are signed out', async () => {
    const { gatehouse } = await connectAs(await makePerson());
    await gatehouse.auth.logout({ scope: 'others' });
    expect(gatehouse.session.state.status).toBe('signed_in');
    await gatehouse.auth.logout();
    expect(gatehouse.session.state).toEqual({ status: 'signed_out', reason: 'signed_out' });
  });

  it('is found again in its store', async () => {
    const person = await makePerson();
    const kept = new Map<string, string>();
    const store: TokenStore = {
      read: async () => JSON.parse(kept.get('tokens') ?? 'null'),
      write: async (tokens) => void kept.set('tokens', JSON.stringify(tokens)),
    };
    await connectAs(person, { store });
    const { gatehouse } = connect({ store });
    expect(await gatehouse.session.ready()).toMatchObject({ status: 'signed_in', userId: person.id });
    expect((await gatehouse.users.me()).id).toBe(person.id);
  });
});
