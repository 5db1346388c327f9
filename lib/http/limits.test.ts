import { beforeEach, expect, it, vi } from 'vitest';
import { getDashboard } from '#lib/contracts/admin.ts';
import { login, register, resetPassword, startOauth } from '#lib/contracts/auth.ts';
import { listSessions } from '#lib/contracts/sessions.ts';
import { issueToken } from '#lib/contracts/tokens.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { makeSecret } from '#lib/crypto/prefixed-secret.ts';
import { sessionCookieName } from '#lib/sessions/cookie-names.ts';
import { type ApiAnswer, awayFromWindowEnd, type CallOptions, call, decided, nextAddress, statuses } from '#scripts/testing/api.ts';
import { makeClient, makeKey } from '#scripts/testing/keys.ts';
import { goodPassword, makePerson, newEmail, signIn } from '#scripts/testing/people.ts';
import { events, withEvents } from '#scripts/testing/rows.ts';
import { notFound } from './not-found.ts';

// The limits of api.md; only those per role are small enough to be reached here.
vi.hoisted(() => {
  // Runs before the imports, so it can use nothing of them.
  globalThis.process.env.RATE_LIMITS = '{"role.user":"6/60s"}';
});

type Contract = Parameters<typeof call>[0];

async function repeat(count: number, contract: Contract, options: (index: number) => CallOptions): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  for (let index = 0; index < count; index += 1) answers.push(await call(contract, options(index)));
  return answers;
}

function expectLimited(answers: readonly ApiAnswer[], limit: number): void {
  expect(answers.map(({ status }) => status === 429)).toEqual(answers.map((_, index) => index >= limit));
}

beforeEach(() => awayFromWindowEnd(60));

it('sign-ins are limited to five a minute and address, with the right headers and no work done', async () => {
  const ip = nextAddress();
  const { result: answers, events: written } = await withEvents(() =>
    repeat(12, login, () => ({ ip, body: { email: newEmail(), password: goodPassword } })),
  );
  expectLimited(answers, 5);
  expect(answers.slice(0, 5).map(({ headers }) => headers.get('ratelimit-remaining'))).toEqual(['4', '3', '2', '1', '0']);
  const last = answers.at(-1);
  expect([last?.status, last?.code]).toEqual([429, 'RATE_LIMITED']);
  expect(last?.headers.get('ratelimit-limit')).toBe('5');
  expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(last?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect(written.length).toBe(answers.filter(({ status }) => status === 401).length);
  expect((await call(login, { ip: nextAddress(), body: { email: newEmail(), password: goodPassword } })).status).toBe(401);
});

it('no header from outside, no body and no other spelling opens a new budget', async () => {
  const ip = nextAddress();
  const answers = await repeat(15, login, (index) => ({
    ip,
    rawBody: index % 2 ? '{' : JSON.stringify({ email: newEmail(), password: goodPassword }),
    headers: {
      'x-forwarded-for': `192.0.2.${index}`,
      'x-real-ip': `192.0.2.${index}`,
      'cf-connecting-ip': `192.0.2.${index}`,
      'true-client-ip': `192.0.2.${index}`,
      forwarded: `for=192.0.2.${index}`,
      'user-agent': `client/${index}`,
    },
  }));
  expectLimited(answers, 5);
});

it('one IPv6 subscriber is one caller, and callers without an address share one budget', async () => {
  const body = { email: newEmail(), password: goodPassword };
  expectLimited(await repeat(10, login, (index) => ({ ip: `2001:db8:5:5::${index.toString(16)}`, body })), 5);
  expect((await call(login, { ip: '2001:db8:5:6::1', body })).status).toBe(401);
  expectLimited(await repeat(10, login, (index) => ({ headers: { 'x-gatehouse-client-ip': index % 2 ? 'unknown' : '' }, body })), 5);
});

it('registering is limited to three and resetting to ten a minute and address, each on its own', async () => {
  const ip = nextAddress();
  const form = () => ({ ip, body: { email: newEmail(), password: goodPassword, accept_terms: true } });
  expectLimited(await repeat(6, register, form), 3);
  expectLimited(await repeat(14, resetPassword, () => ({ ip, body: { token: 'a'.repeat(43), password: goodPassword } })), 10);
  expect((await call(login, { ip, body: { email: newEmail(), password: goodPassword } })).status).toBe(401);
});

it('anonymous and worthless callers share twenty a minute and address', async () => {
  const ip = nextAddress();
  const answers = await repeat(30, getMe, (index) => (index % 2 ? { ip } : { ip, bearer: `made.up.${index}` }));
  expectLimited(answers, 20);
  expect(statuses(answers)[401]).toBeGreaterThanOrEqual(20);
});

it('no request below /api goes uncounted: two identities, another site, no such path and no such method are counted by address', async () => {
  const cookie = `${sessionCookieName()}=${'a'.repeat(43)}`;
  const elsewhere = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
  const kinds: [Contract, CallOptions, number][] = [
    [getMe, { cookie, bearer: 'made.up.token' }, 400],
    [updateMe, { cookie, headers: elsewhere, body: { name: 'x' } }, 403],
    [{ ...getMe, method: 'POST' }, { bearer: 'made.up.token' }, 405],
  ];
  for (const [contract, options, status] of kinds) {
    const ip = nextAddress();
    const answers = await repeat(25, contract, () => ({ ...options, ip }));
    expectLimited(answers, 20);
    expect(answers[0]?.status).toBe(status);
    expect(answers[0]?.headers.get('ratelimit-remaining')).toBe('19');
    expect((await call(getMe, { ip })).status).toBe(429);
  }
  const headers = { 'x-gatehouse-client-ip': nextAddress(), authorization: 'Bearer made.up.token' };
  const answers = await Promise.all(
    Array.from({ length: 25 }, () => notFound(new Request('http://localhost:3000/api/v1/nothing', { headers }))),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(20).fill(404), ...Array(5).fill(429)]);
  expect(answers.every((answer) => answer.headers.get('ratelimit-limit') === '20')).toBe(true);
});

it('every answer of a limited endpoint carries the headers, and 429 says when to try again', async () => {
  const person = await makePerson();
  const { accessToken: bearer } = await signIn(person);
  const names = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'];
  const answers = {
    200: await call(getMe, { bearer }),
    400: await call(getMe, { bearer, query: '?unknown=1' }),
    401: await call(getMe, {}),
    403: await call(getDashboard, { bearer }),
    307: await call(startOauth, { params: { provider: 'nobody' } }),
    429: (await repeat(6, getMe, () => ({ bearer }))).at(-1),
  };
  for (const [status, answer] of Object.entries(answers)) {
    const found = names.map((name) => Number(answer?.headers.get(name) ?? Number.NaN));
    expect([status, found.every((value) => Number.isInteger(value) && value >= 0)]).toEqual([status, true]);
    expect([status, answer?.headers.has('retry-after')]).toEqual([status, status === '429']);
  }
  expect(answers[429]?.headers.get('retry-after')).toBe(answers[429]?.headers.get('ratelimit-reset'));
  expect(answers[429]?.details.retry_after).toBe(Number(answers[429]?.headers.get('retry-after')));
});

it('signed-in callers are limited by their role, over all addresses and sessions', async () => {
  const person = await makePerson();
  const tokens = [(await signIn(person)).accessToken, (await signIn(person)).accessToken];
  const answers = await repeat(12, getMe, (index) => ({ bearer: tokens[index % 2] ?? '' }));
  expectLimited(answers, 6);
  expect(answers[0]?.headers.get('ratelimit-limit')).toBe('6');
  expect((await call(listSessions, { bearer: tokens[0] ?? '' })).status).toBe(429);
  expect((await call(getMe, { bearer: (await signIn(await makePerson())).accessToken })).status).toBe(200);
  expect(
    (await call(getMe, { bearer: (await signIn(await makePerson({ role: 'admin' }))).accessToken })).headers.get('ratelimit-limit'),
  ).toBe('500');
});

it("the edge's verdict is taken for the same rule and bucket only", async () => {
  const verdict = (name: string, bucket: string, allowed: number) =>
    `name=${name};bucket=${bucket};limit=5;remaining=${allowed ? 3 : 0};reset=42;allowed=${allowed};source=local`;
  const body = { email: newEmail(), password: goodPassword };
  const send = (value: string, ip = nextAddress()) => call(login, { ip, body, headers: { 'x-gatehouse-limit': value } });
  expect((await send(verdict('login', 'login', 0))).status).toBe(429);
  expect((await send(verdict('login', 'login', 1))).headers.get('ratelimit-remaining')).toBe('3');
  for (const other of [verdict('anonymous', 'api', 1), verdict('login', 'otp-verify', 1), 'name=login;allowed=1', 'x']) {
    const ip = nextAddress();
    const answers = [];
    for (let round = 0; round < 9; round += 1) answers.push(await send(other, ip));
    expectLimited(answers, 5);
  }
  expect((await events({ action: 'session.denied' })).length).toBeGreaterThan(0);
});

it('a key has a limit of its own and counts towards its owner’s: one request fits, also under 50 parallel tries', async () => {
  const person = await makePerson();
  const { key } = await makeKey(person, { rate_limit: '1/60s' });
  const other = await makeKey(person);
  await awayFromWindowEnd(60);
  const answers = await Promise.all(Array.from({ length: 50 }, () => call(getMe, { bearer: key })));
  expect(statuses(decided(answers))).toEqual({ 200: 1, 429: decided(answers).length - 1 });
  expect(answers.find(({ status }) => status === 429)?.headers.get('ratelimit-limit')).toBe('1');
  // Making the two keys took two of the owner's six, the first key another one.
  const left = await repeat(6, getMe, () => ({ bearer: other.key }));
  expectLimited(left, 3);
});

it('wrong client credentials count as failed sign-ins of the address; right ones go on', async () => {
  const { client_id, client_secret } = await makeClient();
  await awayFromWindowEnd(60);
  const ip = nextAddress();
  const grant = { grant_type: 'client_credentials', client_id };
  const answers = await repeat(8, issueToken, () => ({ ip, body: { ...grant, client_secret: 'gate_client_wrong' } }));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  expect((await call(issueToken, { ip, body: { ...grant, client_secret } })).status).toBe(200);
});

it('wrong keys count against their address', async () => {
  const ip = nextAddress();
  const answers = await repeat(25, getMe, () => ({ ip, bearer: makeSecret('api_key').secret }));
  expect(answers.map(({ status }) => status)).toEqual(answers.map((_, index) => (index < 20 ? 401 : 429)));
});
