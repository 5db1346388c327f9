import { expect, test } from '@playwright/test';
import { mainServer } from './support/main-server.ts';
import { type Person, postJson, registered } from './support/people.ts';

const api = `${mainServer.url}/api/v1`;

type Tokens = { access_token: string; refresh_token: string; session_id: string };

async function login(person: Person): Promise<Tokens> {
  const answer = await postJson(`${api}/auth/login`, person);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: Tokens }).data;
}

function me(token: string): Promise<Response> {
  return fetch(`${api}/users/me`, { headers: { authorization: `Bearer ${token}` } });
}

async function errorCode(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: { code: string } }).error.code;
}

test('an application signs in, asks who it is, refreshes and signs out', async () => {
  const person = await registered();
  const first = await login(person);
  const who = await me(first.access_token);
  expect(await who.json()).toMatchObject({ success: true, data: { email: person.email, roles: ['user'], email_verified: true } });

  const refreshed = await postJson(`${api}/auth/refresh`, { refresh_token: first.refresh_token });
  expect(refreshed.status).toBe(200);
  const { data: second } = (await refreshed.json()) as { data: Tokens };
  expect(second.session_id).toBe(first.session_id);
  expect(second.refresh_token).not.toBe(first.refresh_token);

  const out = await postJson(`${api}/auth/logout`, {}, { authorization: `Bearer ${second.access_token}` });
  expect(await out.json()).toMatchObject({ data: { revoked: 1 } });
  for (const token of [first.access_token, second.access_token]) {
    const refused = await me(token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer/);
  }
  expect((await postJson(`${api}/auth/refresh`, { refresh_token: second.refresh_token })).status).toBe(401);
});

test('the access token verifies with the published key and says who, for what and how long', async () => {
  const { createRemoteJWKSet, jwtVerify } = await import('jose');
  const { access_token: token, session_id: session } = await login(await registered());
  const keys = createRemoteJWKSet(new URL(`${mainServer.url}/.well-known/jwks.json`));
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: mainServer.url, typ: 'at+jwt', algorithms: ['EdDSA'] });
  expect(protectedHeader.kid).toBeTruthy();
  expect(payload).toMatchObject({ sid: session, roles: ['user'] });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
  for (const name of ['sub', 'jti', 'aud']) expect(payload[name], name).toBeTruthy();
  expect(JSON.stringify(payload)).not.toContain('@example.com');
});

test('a changed, unsigned or re-signed token is refused', async () => {
  const { access_token: token } = await login(await registered());
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const kid = (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
  for (const forged of [
    `${header}.${encode({ ...claims, roles: ['super_admin'] })}.${signature}`,
    `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.`,
    `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${payload}.${signature}`,
    `${encode({ alg: 'EdDSA', typ: 'at+jwt', kid: '../../dev/null' })}.${payload}.${signature}`,
    `${header}.${payload}.`,
    'not a token',
    '',
  ]) {
    const answer = await me(forged);
    expect(answer.status, forged.slice(0, 40)).toBe(401);
  }
});

test('a browser’s session cookie works where it belongs and not together with a token', async () => {
  const person = await registered();
  const answer = await postJson(`${api}/auth/login`, { ...person, mode: 'cookie' });
  expect(JSON.stringify(await answer.json())).not.toContain('access_token');
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
  const cookie = cookies.find((pair) => pair.startsWith('__Host-gatehouse-session=')) ?? '';
  expect((await fetch(`${api}/users/me`, { headers: { cookie } })).status).toBe(200);

  const { access_token: token } = await login(person);
  const both = await fetch(`${api}/users/me`, { headers: { cookie, authorization: `Bearer ${token}` } });
  expect(both.status).toBe(400);

  const foreign = await postJson(`${api}/auth/logout`, {}, { cookie, origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  const out = await postJson(`${api}/auth/logout`, {}, { cookie, origin: mainServer.url });
  expect(out.status).toBe(200);
  expect(out.headers.getSetCookie().some((line) => /^__Host-gatehouse-session=;/.test(line))).toBe(true);
  expect((await fetch(`${api}/users/me`, { headers: { cookie } })).status).toBe(401);
});

test('20 refreshes at once leave one lineage; the used token from another client ends it', async () => {
  const tokens = await login(await registered());
  const refresh = (token: string, agent = 'the application') =>
    postJson(`${api}/auth/refresh`, { refresh_token: token }, { 'user-agent': agent });
  const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(tokens.refresh_token)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const successors = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { data: Tokens }).data.refresh_token));
  expect(new Set(successors).size).toBe(1);

  const replayed = await refresh(tokens.refresh_token, 'a thief');
  expect(replayed.status).toBe(401);
  expect(await errorCode(replayed)).toBe('TOKEN_REVOKED');
  expect((await refresh(successors[0] ?? '')).status).toBe(401);
  expect((await me(tokens.access_token)).status).toBe(401);
});

test('five wrong passwords lock an account for strangers; a browser that signed in before still gets in', async () => {
  const person = await registered();
  const known = await postJson(`${api}/auth/login`, { ...person, mode: 'cookie' });
  const device =
    known.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0] ?? '')
      .find((pair) => pair.includes('device=')) ?? '';
  const wrong = { ...person, password: 'wrong' };
  const codes = [];
  for (let attempt = 0; attempt < 7; attempt += 1) codes.push((await postJson(`${api}/auth/login`, wrong)).status);
  expect(new Set(codes)).toEqual(new Set([401]));
  expect((await postJson(`${api}/auth/login`, person)).status).toBe(401);
  const own = await postJson(`${api}/auth/login`, { ...person, mode: 'cookie' }, { cookie: device, origin: mainServer.url });
  expect(own.status).toBe(200);
});

test('a known and an unknown address are answered alike when registering, resending and resetting', async () => {
  const person = await registered();
  const masked = async (path: string, body: Record<string, unknown>) => {
    const answer = await postJson(`${api}${path}`, body);
    const headers = [...answer.headers.keys()].sort().join();
    const text = (await answer.text()).replace(/"timestamp":"[^"]+"|"request_id":"[^"]+"/g, '');
    return `${answer.status} ${headers} ${text}`;
  };
  const password = 'a fine long horse';
  const unknown = () => `nobody-${Math.random().toString(36).slice(2)}@example.com`;
  expect(await masked('/auth/register', { email: person.email, password, accept_terms: true })).toBe(
    await masked('/auth/register', { email: unknown(), password, accept_terms: true }),
  );
  for (const path of ['/auth/forgot-password', '/auth/resend-verification'])
    expect(await masked(path, { email: person.email })).toBe(await masked(path, { email: unknown() }));
  expect(await masked('/auth/login', { email: person.email, password: 'wrong' })).toBe(
    await masked('/auth/login', { email: unknown(), password: 'wrong' }),
  );
});

test('health says live and ready without telling more', async () => {
  for (const path of ['/health', '/health/live', '/health/ready', '/api/health']) {
    const answer = await fetch(mainServer.url + path);
    expect(answer.status, path).toBe(200);
    expect(await answer.text()).not.toMatch(/postgres|127\.0\.0\.1|version/i);
  }
});
