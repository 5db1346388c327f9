import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPlainPage, sendWithoutRuntime, withoutRuntime } from './plain-page.ts';

const page = `<!DOCTYPE html><html lang="en"><head><link rel="stylesheet" href="/a.css"/><link rel="preload" as="script" fetchPriority="low" nonce="n" href="/_next/x.js"/><link rel="preload" href="/f.woff2" as="font"/><script src="/_next/x.js" async="" nonce="n"></script><script src="/page-enhancements.js" async="" nonce="n"></script><script src="/passkeys.js" async="" nonce="n"></script></head><body><form method="post">ä</form><script nonce="n">self.__next_f.push([1,"<\\/p> form"])</script></body></html>`;
const plain = `<!DOCTYPE html><html lang="en"><head><link rel="stylesheet" href="/a.css"/><link rel="preload" href="/f.woff2" as="font"/><script src="/page-enhancements.js" async="" nonce="n"></script><script src="/passkeys.js" async="" nonce="n"></script></head><body><form method="post">ä</form></body></html>`;

describe('withoutRuntime', () => {
  it('keeps the document, its styles and its own scripts', () => expect(withoutRuntime(page)).toBe(plain));
  it('leaves an error page whole, because only a script fills it', () => {
    const broken = '<!DOCTYPE html><html id="__next_error__"><script src="/_next/x.js"></script></html>';
    expect(withoutRuntime(broken)).toBe(broken);
  });
});

describe('isPlainPage', () => {
  it('takes documents of sign-in pages only', () => {
    for (const path of ['/login', '/challenge', '/magic-link', '/step-up']) expect(isPlainPage(path, {})).toBe(true);
    expect(isPlainPage('/login', { rsc: '1' })).toBe(false);
    expect(isPlainPage('/login', { 'next-action': 'abc' })).toBe(false);
    expect(isPlainPage('/dashboard', {})).toBe(false);
    expect(isPlainPage('/login/x', {})).toBe(false);
  });
});

describe('sendWithoutRuntime', () => {
  const server = createServer((request, response) => {
    sendWithoutRuntime(response);
    response.setHeader('Content-Type', request.url === '/json' ? 'application/json' : 'text/html; charset=utf-8');
    response.flushHeaders();
    response.writeHead(201, { 'X-Late': 'yes' });
    response.write(page.slice(0, 200));
    response.write(Buffer.from(page.slice(200)));
    response.end();
  });
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('sends the changed document whole, with its status and headers, and never compressed', async () => {
    const response = await fetch(`${origin}/`, { headers: { 'accept-encoding': 'gzip' } });
    expect([response.status, response.headers.get('x-late'), response.headers.get('content-encoding')]).toEqual([201, 'yes', null]);
    expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(plain));
    expect(await response.text()).toBe(plain);
  });
  it('leaves other content as it is', async () => expect(await (await fetch(`${origin}/json`)).text()).toBe(page));
});
