import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { redisInstalled } from '#lib/rate-limit/testing-redis.ts';
import { admin } from './support/gatehouse.ts';
import { codeIn, linkIn, subjects } from './support/inbox.ts';
import { Instances } from './support/instances.ts';
import { nginxInstalled } from './support/nginx.ts';
import { type Person, stranger } from './support/people.ts';

// Two instances behind nginx, which balances and caches what it may; one Redis. Nothing is held in memory alone.
test.skip(!nginxInstalled, 'needs a real nginx: nginx was not found');
test.skip(!redisInstalled, 'needs a real Redis: redis-server was not found');
test.describe.configure({ mode: 'serial' });

/** How often a token expires and is exchanged by 50 at once, and how often tokens are exchanged around kill -9. In full: 1000 and 10000. */
const rounds = Number(process.env.REFRESH_ROUNDS ?? 25);
const exchanges = Number(process.env.REFRESH_EXCHANGES ?? 400);
test.setTimeout(60_000 + (rounds + exchanges / 10) * 1000);

let both: Instances;
/** A service that may introspect. */
let service: string;

test.beforeAll(async () => {
  both = await Instances.start();
  service = (await signIn(admin)).access_token;
});
test.afterAll(() => both?.stop());

type Ask = {
  method?: string;
  body?: unknown;
  bearer?: string;
  cookie?: string;
  on?: 0 | 1;
  agent?: string;
  headers?: Record<string, string>;
};

/** One request; a 503 says "try again", and a busy machine gets the time to. */
async function ask(path: string, options: Ask = {}): Promise<Response> {
  for (const deadline = Date.now() + 20_000; ; await sleep(100)) {
    const answer = await askOnce(path, options);
    if (answer.status !== 503 || Date.now() > deadline) return answer;
    await answer.arrayBuffer();
  }
}

function askOnce(path: string, { method, body, bearer, cookie, on, agent = 'client/1', headers }: Ask): Promise<Response> {
  return fetch(`${both.url}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      'user-agent': agent,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...(cookie && { cookie, origin: both.url }),
      ...(on !== undefined && { 'x-instance': String(on) }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function data<Data>(answer: Response, about = answer.url): Promise<Data> {
  const text = await answer.text();
  expect(answer.status, `${about}: ${text}`).toBeLessThan(300);
  return (JSON.parse(text) as { data: Data }).data;
}

const api = async <Data>(path: string, options: Ask = {}) => data<Data>(await ask(`/api/v1${path}`, options), path);

type Tokens = { access_token: string; refresh_token: string; session_id: string };

const signIn = ({ email, password }: Person, options: Ask = {}) => api<Tokens>('/auth/login', { ...options, body: { email, password } });

async function signInBrowser({ email, password }: Person, on?: 0 | 1): Promise<{ cookie: string; session_id: string }> {
  const answer = await ask('/api/v1/auth/login', { body: { email, password, mode: 'cookie' }, ...(on !== undefined && { on }) });
  const line = answer.headers.getSetCookie().find((each) => /^(?:__Host-)?gatehouse-session=/.test(each)) ?? '';
  return { cookie: line.split(';', 1)[0] ?? '', session_id: (await data<{ session_id: string }>(answer)).session_id };
}

async function registered(): Promise<Person> {
  const person = stranger();
  await api('/auth/register', { body: { ...person, accept_terms: true } });
  await api('/auth/verify-email', { body: { email: person.email, code: codeIn(await both.mail(person.email, subjects.verify)) } });
  return person;
}

const exchange = (token: string, options: Ask = {}) => ask('/api/v1/auth/refresh', { ...options, body: { refresh_token: token } });

async function exchanged(token: string, options: Ask = {}): Promise<string> {
  return (await data<Tokens>(await exchange(token, options))).refresh_token;
}

/** Moves the moment of a token's use back, as if so much time had passed. */
async function usedSecondsAgo(token: string, seconds: number): Promise<void> {
  await both.query(
    `UPDATE refresh_token SET used_at = now() - make_interval(secs => $2) WHERE token_hash = sha256(convert_to($1, 'UTF8'))`,
    [token, seconds],
  );
}

/** Tokens of a session that can still be exchanged, and whether it goes on. */
async function lineage(sessionId: string): Promise<{ live: number; all: number; ended: string | null }> {
  const [row] = await both.query<{ live: number; all: number; ended: string | null }>(
    `SELECT count(*) FILTER (WHERE r.used_at IS NULL)::int AS live, count(*)::int AS all, min(s.revoked_reason) AS ended
     FROM session s JOIN refresh_token r ON r.session_id = s.id WHERE s.id = $1`,
    [sessionId],
  );
  if (!row) throw new Error('There is no such session.');
  return row;
}

test.describe('refresh', () => {
  test(`${rounds} expiries, each met by 50 requests at once on both instances: nobody is signed out, one lineage lives`, async () => {
    const session = await signIn(await registered());
    let token = session.refresh_token;
    const served = new Set<string | null>();
    for (let round = 0; round < rounds; round += 1) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => exchange(token)));
      const successors = await Promise.all(answers.map((answer) => data<Tokens>(answer)));
      for (const answer of answers) served.add(answer.headers.get('x-served-by'));
      expect(new Set(successors.map(({ refresh_token }) => refresh_token)).size).toBe(1);
      token = successors[0]?.refresh_token ?? '';
    }
    expect(served.size, 'both instances answered').toBe(2);
    expect(await lineage(session.session_id)).toEqual({ live: 1, all: rounds + 1, ended: null });
  });

  test('a token just used gives the same successor on the other instance for ten seconds; later it ends the session on both', async () => {
    const session = await signIn(await registered());
    const successor = await exchanged(session.refresh_token, { on: 0 });
    await usedSecondsAgo(session.refresh_token, 9);
    expect(await exchanged(session.refresh_token, { on: 1 })).toBe(successor);
    await usedSecondsAgo(session.refresh_token, 11);
    expect((await exchange(session.refresh_token, { on: 1 })).status).toBe(401);
    for (const on of [0, 1] as const) {
      expect((await exchange(successor, { on })).status).toBe(401);
      expect((await ask('/api/v1/users/me', { bearer: session.access_token, on })).status).toBe(401);
    }
    expect((await lineage(session.session_id)).ended).toBe('refresh_token_reused');
  });

  test('another client with a token just used ends the session, also on the other instance', async () => {
    const session = await signIn(await registered());
    const successor = await exchanged(session.refresh_token, { on: 0 });
    expect((await exchange(session.refresh_token, { on: 1, agent: 'thief/2' })).status).toBe(401);
    expect((await exchange(successor, { on: 0 })).status).toBe(401);
  });
});

/** What somebody who is signed in twice holds: an application's tokens and a browser's cookie. */
type Held = { app: Tokens; browser: { cookie: string; session_id: string } };

/** Everything that is let in on that instance. */
async function accepted({ app, browser }: Held, on: 0 | 1, { alsoRefresh }: { alsoRefresh: boolean }): Promise<string[]> {
  const introspected = async () =>
    (await api<{ active: boolean }>('/auth/introspect', { bearer: service, on, body: { token: app.access_token } })).active;
  const works = {
    'access token': async () => (await ask('/api/v1/users/me', { bearer: app.access_token, on })).ok,
    'refresh token': async () => alsoRefresh && (await exchange(app.refresh_token, { on })).ok,
    introspection: introspected,
    'session cookie': async () => (await ask('/api/v1/users/me', { cookie: browser.cookie, on })).ok,
    'session page': async () => (await ask('/profile', { cookie: browser.cookie, on })).status === 200,
    'next-auth session': async () => (await (await ask('/api/auth/session', { cookie: browser.cookie, on })).json()) !== null,
  };
  const results = await Promise.all(Object.entries(works).map(async ([name, isIn]) => ((await isIn()) ? [name] : [])));
  return results.flat().sort();
}

const ofApp = ['access token', 'introspection'];
const ofBrowser = ['next-auth session', 'session cookie', 'session page'];
const everything = [...ofApp, ...ofBrowser].sort();

type Ending = { what: string; stays: string[]; end: (held: Held, person: Person) => Promise<unknown> };

/** Each runs on the first instance; what is left is asked on the second. */
const endings: Ending[] = [
  {
    what: 'signing out here',
    stays: ofApp,
    end: ({ browser }) => api('/auth/logout', { on: 0, cookie: browser.cookie, body: { scope: 'this' } }),
  },
  {
    what: 'signing out of the others',
    stays: ofBrowser,
    end: ({ browser }) => api('/auth/logout', { on: 0, cookie: browser.cookie, body: { scope: 'others' } }),
  },
  {
    what: 'signing out everywhere',
    stays: [],
    end: ({ app }) => api('/auth/logout', { on: 0, bearer: app.access_token, body: { scope: 'all' } }),
  },
  {
    what: 'ending a session in the list',
    stays: ofBrowser,
    end: ({ app, browser }) => api(`/users/me/sessions/${app.session_id}`, { on: 0, method: 'DELETE', cookie: browser.cookie }),
  },
  {
    what: 'ending all others in the list',
    stays: ofApp,
    end: ({ app }) => api('/users/me/sessions?except=current', { on: 0, method: 'DELETE', bearer: app.access_token }),
  },
  {
    what: 'giving the access token back',
    stays: ofBrowser,
    end: ({ app }) => api('/auth/revoke', { on: 0, body: { token: app.access_token } }),
  },
  {
    what: 'giving the refresh token back',
    stays: ofBrowser,
    end: ({ app }) => api('/auth/revoke', { on: 0, body: { token: app.refresh_token } }),
  },
  {
    what: 'changing the password',
    stays: ofBrowser,
    end: ({ browser }, person) => {
      const body = { current_password: person.password, new_password: `changed ${person.password}` };
      person.password = body.new_password;
      return api('/auth/change-password', { on: 0, cookie: browser.cookie, body });
    },
  },
  {
    what: 'resetting the password',
    stays: [],
    end: async (_, person) => {
      await api('/auth/forgot-password', { on: 0, body: { email: person.email } });
      const token = new URL(linkIn(await both.mail(person.email, subjects.reset))).searchParams.get('token');
      person.password = `reset ${person.password}`;
      await api('/auth/reset-password', { on: 0, body: { token, password: person.password } });
    },
  },
  {
    what: 'suspending',
    stays: [],
    end: async (_, person) => {
      const { sub } = await api<{ sub: string }>('/auth/introspect', {
        bearer: service,
        body: { token: (await signIn(person)).access_token },
      });
      await both.query(`UPDATE "user" SET status = 'suspended' WHERE id = $1`, [sub]);
    },
  },
  {
    what: '"this wasn\'t me"',
    stays: [],
    end: async ({ app }) => api('/users/me/secure-account', { on: 0, bearer: app.access_token, body: {} }),
  },
];

test('whatever ends a session on one instance ends each credential of it on the other, and nothing else, with the next request', async () => {
  await Promise.all(
    endings.map(async ({ what, stays, end }) => {
      const person = await registered();
      const held: Held = { app: await signIn(person), browser: await signInBrowser(person) };
      // Whatever an instance may remember of a credential, it remembers now.
      for (const on of [0, 1] as const) expect([what, await accepted(held, on, { alsoRefresh: false })]).toEqual([what, everything]);
      await end(held, person);
      const left = stays === ofApp ? [...ofApp, 'refresh token'].sort() : stays;
      expect([what, await accepted(held, 1, { alsoRefresh: true })]).toEqual([what, left]);
    }),
  );
});

test('a permission that is taken away is missing with the next request on the other instance', async () => {
  const person = await registered();
  const { access_token: bearer } = await signIn(person);
  const { id } = await api<{ id: string }>('/users/me', { bearer });
  const asked = (on: 0 | 1) => ask('/api/v1/auth/introspect', { bearer, on, body: { token: bearer } });
  await both.query(`INSERT INTO user_role (user_id, role_id) SELECT $1, id FROM role WHERE name = 'admin'`, [id]);
  for (const on of [0, 1] as const) {
    const introspection = await data<{ roles: string[] }>(await asked(on));
    expect(introspection.roles).toContain('admin');
  }
  await both.query(`DELETE FROM user_role WHERE user_id = $1 AND role_id = (SELECT id FROM role WHERE name = 'admin')`, [id]);
  for (const on of [1, 0] as const) expect((await asked(on)).status).toBe(403);
  const left = await api<{ roles: string[] }>('/auth/introspect', { bearer: service, on: 1, body: { token: bearer } });
  expect(left.roles).toEqual(['user']);
});

test('a response cache in front gives nobody the answer that was made for somebody else', async () => {
  const people = await Promise.all(
    [1, 2].map(async () => {
      const person = await registered();
      return { ...person, app: await signIn(person), browser: await signInBrowser(person) };
    }),
  );
  const [ada, bob] = people;
  if (!ada || !bob) throw new Error('There are two.');
  type Visitor = typeof ada;
  const page = (path: string) => (visitor: Visitor) => ask(path, { cookie: visitor.browser.cookie });
  /** The page's data as the router fetches it. Next names the address itself: by a hash over the headers. */
  const part = async (cookie: string) => {
    const options = { cookie, headers: { rsc: '1' } };
    const location = (await ask('/profile?_rsc=1', options)).headers.get('location') ?? '/profile?_rsc=1';
    return ask(location.replace(both.url, ''), options);
  };
  /** What somebody sees, and what is in it that only theirs has. */
  const views: [string, (visitor: Visitor) => Promise<Response>, (visitor: Visitor) => string][] = [
    ['/users/me by bearer', ({ app }) => ask('/api/v1/users/me', { bearer: app.access_token }), ({ email }) => email],
    ['/users/me by cookie', page('/api/v1/users/me'), ({ email }) => email],
    ['sessions by bearer', ({ app }) => ask('/api/v1/users/me/sessions', { bearer: app.access_token }), ({ app }) => app.session_id],
    ['sessions by cookie', page('/api/v1/users/me/sessions'), ({ browser }) => browser.session_id],
    [
      'introspection',
      ({ app }) => ask('/api/v1/auth/introspect', { bearer: service, body: { token: app.access_token } }),
      ({ app }) => app.session_id,
    ],
    ['next-auth session', page('/api/auth/session'), ({ email }) => email],
    ['/dashboard', page('/dashboard'), ({ email }) => email],
    ['/profile', page('/profile'), ({ email }) => email],
    ['/profile as a part', ({ browser }) => part(browser.cookie), ({ email }) => email],
    ['/security', page('/security'), ({ email }) => email],
  ];
  const caches = new Set<string | null>();
  const look = async (visitor: Visitor, other: Visitor, [name, view, own]: (typeof views)[number]) => {
    const answer = await view(visitor);
    const text = await answer.text();
    caches.add(answer.headers.get('x-cache'));
    expect([name, answer.status, text.includes(own(visitor))]).toEqual([name, 200, true]);
    for (const secret of [other.email, other.app.session_id, other.browser.session_id]) expect(text, name).not.toContain(secret);
  };
  // 200: ten views, ten times each, by one and the other in turn.
  for (let turn = 0; turn < 10; turn += 1) {
    for (const view of views) await Promise.all([look(ada, bob, view), look(bob, ada, view)]);
  }
  expect([...caches], 'none of it came out of the cache').toEqual(['MISS']);
  for (const path of ['/api/v1/users/me', '/api/v1/users/me/sessions', '/dashboard', '/profile', '/profile?_rsc=1', '/security']) {
    const answer = await ask(path);
    expect([path, [307, 401].includes(answer.status)]).toEqual([path, true]);
    expect(await answer.text()).not.toContain('@example.com');
  }
  // The cache does keep what is for everybody.
  for (const path of ['/.well-known/jwks.json', '/api/v1/openapi.json']) {
    await (await ask(path)).arrayBuffer();
    const again = await ask(path);
    expect([path, again.status, again.headers.get('x-cache')]).toEqual([path, 200, 'HIT']);
  }
});

type Client = { person: Person; token: string; sessionId: string; done: number /** Of them with this session. */; exchanged: number };

/** One exchange as an application does it: no answer or a broken one means trying again with the same token, 401 signing in again. */
async function goOn(client: Client): Promise<void> {
  const began = Date.now();
  for (const deadline = began + 60_000; ; await sleep(50)) {
    const answer = await exchange(client.token).catch(() => null);
    const text = await answer?.text().catch(() => null);
    if (answer?.ok && text) {
      client.token = (JSON.parse(text) as { data: Tokens }).data.refresh_token;
      client.done += 1;
      client.exchanged += 1;
      return;
    }
    if (answer?.status === 401) {
      // Ten seconds are promised: only somebody who was kept waiting for longer has to sign in again.
      expect(Date.now() - began).toBeGreaterThan(10_000);
      const again = await signIn(client.person);
      Object.assign(client, { token: again.refresh_token, sessionId: again.session_id, exchanged: 0 });
    }
    expect(Date.now(), `${answer?.status} ${text}`).toBeLessThan(deadline);
  }
}

test(`kill -9 of an instance during ${exchanges} exchanges: each client goes on, one lineage each, and a restart forgets nothing`, async () => {
  const person = await registered();
  const sessions = await Promise.all(Array.from({ length: 20 }, () => signIn(person)));
  const clients: Client[] = sessions.map(({ refresh_token, session_id }) => ({
    person,
    token: refresh_token,
    sessionId: session_id,
    done: 0,
    exchanged: 0,
  }));
  const early = await signIn(person);
  const successor = await exchanged(early.refresh_token, { on: 0 });
  const each = Math.ceil(exchanges / clients.length);
  let done = 0;
  let strike = () => {};
  const struck = new Promise<void>((resolve) => {
    strike = resolve;
  });
  const running = clients.map(async (client) => {
    while (client.done < each) {
      await goOn(client);
      done += 1;
      if (done >= exchanges / 3) strike();
    }
  });
  await struck;
  await both.kill(0);
  await both.restart(0);
  await Promise.all(running);
  const signedOut = clients.filter((client) => client.exchanged < client.done).length;
  console.log(`${done} exchanges by ${clients.length} clients, ${signedOut} of them waited for more than ten seconds and signed in again.`);
  for (const { sessionId, token, exchanged: count } of clients) {
    expect(await lineage(sessionId)).toEqual({ live: 1, all: count + 1, ended: null });
    expect((await exchange(token, { on: 0 })).status).toBe(200);
  }
  // The restarted process gives what the killed one gave.
  await usedSecondsAgo(early.refresh_token, 5);
  expect(await exchanged(early.refresh_token, { on: 0 })).toBe(successor);
  expect(both.errors()).toEqual([]);
});
