import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contracts } from '#lib/contracts/index.ts';
import { offerAllowedOrigins } from './allowed-origins.ts';
import { answerPreflight, shareAnswer } from './cross-origin.ts';
import { methodsAt } from './methods-at.ts';

const appUrl = new URL('https://gate.example');
const shop = 'https://shop.example';
let server: Server;
let address = '';

/** As server.ts does it, with nothing behind. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const allowedOrigin = await shareAnswer(request, response, { path, appUrl });
    if (allowedOrigin !== null && (await answerPreflight(request, response, path))) return;
    response.writeHead(429, { 'Content-Type': 'application/json', 'Retry-After': '7' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => offerAllowedOrigins(async () => new Set([shop, 'http://localhost:5173'])));

async function ask(method: string, path: string, headers: Record<string, string>) {
  const answer = await fetch(address + path, { method, headers });
  return { status: answer.status, header: (name: string) => answer.headers.get(name) };
}

const preflight = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization,content-type' };

describe('an allowed origin', () => {
  it('may read any answer, an error of any part included, and the headers that say when to come back', async () => {
    for (const origin of [shop, 'http://localhost:5173']) {
      const answer = await ask('GET', '/api/v1/users/me', { origin });
      expect([answer.status, answer.header('access-control-allow-origin')]).toEqual([429, origin]);
      const readable = answer.header('access-control-expose-headers')?.split(', ');
      expect(readable).toEqual(expect.arrayContaining(['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'Retry-After']));
      expect(readable).toEqual(expect.arrayContaining(['ETag', 'Link', 'X-Request-Id']));
    }
  });

  it('gets the methods of the endpoint and the headers that the API takes before it asks', async () => {
    const answer = await ask('OPTIONS', '/api/v1/users/me/sessions', { origin: shop, ...preflight });
    expect([answer.status, answer.header('access-control-allow-origin')]).toEqual([204, shop]);
    expect(answer.header('access-control-allow-methods')?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD']);
    expect(answer.header('access-control-allow-headers')?.toLowerCase().split(', ')).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'idempotency-key', 'if-match', 'x-request-id']),
    );
    expect(answer.header('access-control-max-age')).toBe('600');
  });

  it('gets no permission for a path without an endpoint, nor for a plain OPTIONS', async () => {
    for (const [path, headers] of [
      ['/api/v1/nothing/here', preflight],
      ['/api/v1/users/me', {}],
    ] as const) {
      const answer = await ask('OPTIONS', path, { origin: shop, ...headers });
      expect([answer.status, answer.header('access-control-allow-methods')]).toEqual([429, null]);
    }
  });
});

describe('everybody else', () => {
  it.each([
    ['no origin', undefined],
    ['our own', 'https://gate.example'],
    ['another site', 'https://evil.example'],
    ['null', 'null'],
    ['an empty one', ''],
    ['a wildcard', '*'],
    ['a suffix twin', 'https://evilshop.example'],
    ['a suffix twin', 'https://shop.example.evil.example'],
    ['a prefix twin', 'https://shop.exampl'],
    ['a subdomain', 'https://a.shop.example'],
    ['http instead of https', 'http://shop.example'],
    ['another port', 'https://shop.example:8443'],
    ['the default port written out', 'https://shop.example:443'],
    ['no port where there is one', 'http://localhost'],
    ['upper case', 'https://SHOP.example'],
    ['a user', 'https://x@shop.example'],
    ['a path', 'https://shop.example/'],
    ['a trailing dot', 'https://shop.example.'],
    ['two origins', 'https://shop.example, https://evil.example'],
    ['the same origin twice', 'https://shop.example https://shop.example'],
  ])('gets no leave to read anything: %s', async (_, origin) => {
    for (const [method, extra] of [
      ['GET', {}],
      ['POST', {}],
      ['OPTIONS', preflight],
    ] as const) {
      const answer = await ask(method, '/api/v1/users/me', { ...(origin !== undefined && { origin }), ...extra });
      expect([answer.status, answer.header('vary')]).toEqual([429, 'Origin']);
      for (const name of ['allow-origin', 'allow-methods', 'allow-headers', 'expose-headers', 'allow-credentials'])
        expect(answer.header(`access-control-${name}`)).toBeNull();
    }
  });
});

it('no answer ever allows cookies, and every answer of the API says that it depends on the origin', async () => {
  for (const origin of [shop, 'https://evil.example'])
    for (const [method, extra] of [
      ['GET', {}],
      ['OPTIONS', preflight],
    ] as const) {
      const answer = await ask(method, '/api/v1/users/me', { origin, cookie: 'a=b', ...extra });
      expect(answer.header('access-control-allow-credentials')).toBeNull();
      expect(answer.header('vary')).toBe('Origin');
    }
});

it.each(['/', '/login', '/api/auth/session', '/api/v10/users/me', '/API/v1/users/me', '/health'])(
  '%s is not shared with anybody',
  async (path) => {
    const answer = await ask('GET', path, { origin: shop });
    expect([answer.header('access-control-allow-origin'), answer.header('vary')]).toEqual([null, null]);
  },
);

it('while the list cannot be read, or nobody offers one, nothing is shared', async () => {
  offerAllowedOrigins(() => Promise.reject(new Error('no database')));
  expect((await ask('GET', '/api/v1/users/me', { origin: shop })).header('access-control-allow-origin')).toBeNull();
  delete (globalThis as { [key: symbol]: unknown })[Symbol.for('gatehouse.allowed-origins')];
  expect((await ask('GET', '/api/v1/users/me', { origin: shop })).header('access-control-allow-origin')).toBeNull();
});

it('a list that does not come does not hold the request up', async () => {
  offerAllowedOrigins(() => new Promise(() => undefined));
  const answer = await ask('GET', '/api/v1/users/me', { origin: shop });
  expect([answer.status, answer.header('access-control-allow-origin')]).toEqual([429, null]);
});

it('knows the methods of every endpoint, and of the exact path before one with a parameter', () => {
  for (const { path, method } of contracts) expect(methodsAt(`/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`)).toContain(method);
  for (const path of ['/api/v1', '/api/v1/', '/api/v1/users/me/', '/api/v1/users/me/sessions//', '/api/v1//users/me'])
    expect(methodsAt(path)).toEqual([]);
});
