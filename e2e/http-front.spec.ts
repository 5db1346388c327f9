import { request as httpRequest } from 'node:http';
import { expect, test } from '@playwright/test';
import { mainServer } from './support/main-server.ts';
import { rawRequest, sendRaw } from './support/raw-http.ts';

const port = Number(new URL(mainServer.url).port);
const host = { Host: `localhost:${port}` };
const json = { ...host, 'Content-Type': 'application/json' };
const login = '/api/v1/auth/login';

// Begun first and looked at last: the server waits 30 s for a body.
let neverFinished: Promise<{ status: number }>;
test.beforeAll(() => {
  const head = `POST ${login} HTTP/1.1\r\nHost: ${host.Host}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
  neverFinished = sendRaw(port, head, 45);
});

function expectError(text: string, code: string): void {
  expect(text).toContain(`"code":"${code}"`);
  expect(text).toMatch(/X-Request-Id: [0-9a-f-]{36}/i);
  expect(text).not.toMatch(/node_modules|at \w+ \(/);
}

test('a body of 1 MB is refused with 413, announced or not', async () => {
  const large = JSON.stringify({ email: 'a@example.com', password: 'a'.repeat(1_000_000) });
  const announced = await sendRaw(port, rawRequest('POST', login, json, large));
  expect(announced.status).toBe(413);
  expectError(announced.text, 'PAYLOAD_TOO_LARGE');
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  const head = `POST ${login} HTTP/1.1\r\nHost: ${host.Host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const chunked = await sendRaw(port, [head, chunk, chunk, '0\r\n\r\n']);
  expect(chunked.status).toBe(413);
});

test('headers of 100 kB are refused with 431, an address of 20 kB with 414', async () => {
  const headers = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`X-Filler-${index}`, 'a'.repeat(1000)]));
  expect((await sendRaw(port, rawRequest('GET', '/login', { ...host, ...headers }))).status).toBe(431);
  expect((await sendRaw(port, rawRequest('GET', `/login?${'a'.repeat(20_000)}`, host))).status).toBe(414);
});

test('what is no HTTP, or an ambiguous one, is refused with 400', async () => {
  for (const bytes of [
    'HELLO\r\n\r\n',
    `GET / HTTP/1.1\r\n\r\n`,
    `POST ${login} HTTP/1.1\r\nHost: ${host.Host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST ${login} HTTP/1.1\r\nHost: ${host.Host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    `POST ${login} HTTP/1.1\r\nHost: ${host.Host}\r\nContent-Length: -1\r\n\r\n`,
    `GET /%00 HTTP/1.1\r\nHost: ${host.Host}\r\nConnection: close\r\n\r\n`,
    `GET /%zz HTTP/1.1\r\nHost: ${host.Host}\r\nConnection: close\r\n\r\n`,
  ]) {
    const answer = await sendRaw(port, bytes);
    expect(answer.status, bytes.slice(0, 60)).toBe(400);
  }
});

test('TRACE, CONNECT and unknown methods are refused with 405', async () => {
  for (const [method, target] of [
    ['TRACE', '/login'],
    ['CONNECT', 'evil.example:443'],
    ['PROPFIND', '/login'],
    ['DELETE', login],
  ] as const)
    expect((await sendRaw(port, rawRequest(method, target, host))).status, method).toBe(405);
});

test('a compressed body is refused with 415 and never unpacked', async () => {
  const answer = await sendRaw(port, rawRequest('POST', login, { ...json, 'Content-Encoding': 'gzip' }, 'x'.repeat(50)));
  expect(answer.status).toBe(415);
});

test('upgrades are answered, never obeyed', async () => {
  const answer = await sendRaw(
    port,
    rawRequest('GET', '/_next/webpack-hmr', { ...host, Upgrade: 'websocket', 'Sec-WebSocket-Key': 'eA==' }),
    5,
  );
  expect(answer.text).not.toContain('101 Switching');
});

test('broken JSON, wrong types and hostile keys are refused with 400 and the field, never 500', async () => {
  const bodies = [
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '{"email":["a@example.com"],"password":"x"}',
    '{"email":{"contains":"@"},"password":"x"}',
    '{"email":7,"password":"x"}',
    '{"email":"a@example.com","password":"x","isAdmin":true}',
    '{"email":"a@example.com","password":"x","__proto__":{"polluted":true}}',
    '{"email":"a\\u0000@example.com","password":"x"}',
    '{"email":"\\ud800@example.com","password":"x"}',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    `{"email":"${'a'.repeat(10_000)}@example.com","password":"x"}`,
  ];
  for (const body of bodies) {
    const answer = await fetch(mainServer.url + login, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(answer.status, body.slice(0, 60)).toBe(400);
    expect(await answer.json()).toMatchObject({ success: false, error: { code: 'VALIDATION_FAILED' } });
  }
});

test('a foreign Host changes nothing that is answered', async () => {
  const location = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, path: '/dashboard', headers }, (answer) => {
        answer.resume();
        resolve(new URL(answer.headers.location ?? '', mainServer.url).href);
      });
      sent.once('error', reject).end();
    });
  const lies: Record<string, string>[] = [
    { host: 'evil.example' },
    { host: `localhost:${port}`, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    { host: `localhost:${port}`, forwarded: 'host=evil.example;proto=https' },
    { host: `localhost:${port}`, 'x-original-url': '/admin', 'x-rewrite-url': '/admin' },
  ];
  for (const headers of lies) expect(await location(headers)).toBe(`${mainServer.url}/login?redirect_to=%2Fdashboard`);
  const absolute = await sendRaw(port, rawRequest('GET', 'http://evil.example/dashboard', { Host: 'evil.example' }));
  expect(absolute.text).toMatch(/^Location: (?:http:\/\/localhost:\d+)?\/login\?redirect_to=%2Fdashboard\r$/im);
  expect(absolute.text).not.toContain('evil.example');
});

test('headers of our own, sent from outside, open no door', async () => {
  const lies = {
    'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware',
    'x-middleware-rewrite': '/admin',
    'x-middleware-override-headers': 'x-gatehouse-local',
    'x-gatehouse-client-ip': '203.0.113.5',
    'x-gatehouse-local': '1',
    'x-nonce': 'known',
    'x-request-id': '00000000-0000-0000-0000-000000000000',
    'next-resume': '1',
  };
  const dashboard = await fetch(`${mainServer.url}/dashboard`, { headers: lies, redirect: 'manual' });
  expect(dashboard.status).toBe(307);
  const page = await fetch(`${mainServer.url}/login`, { headers: lies });
  expect(page.headers.get('content-security-policy')).not.toContain('known');
  expect(page.headers.get('x-request-id')).not.toMatch(/^0{8}/);
  expect(await page.text()).not.toContain('nonce="known"');
});

test('a body that never arrives is given up on with 408', async () => {
  expect((await neverFinished).status).toBe(408);
});
