import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passGate } from '../gate.ts';
import type { ApiRoute } from './api-routes.ts';
import { createServeApi } from './serve-api.ts';

const thing: ApiRoute = {
  path: '/things/{thing_id}',
  handlers: {
    GET: async (request, { params }) =>
      new Response(JSON.stringify({ url: request.url, ...(await params) }), {
        headers: { 'content-type': 'application/json', vary: 'Accept', 'x-given': request.headers.get('x-given') ?? '' },
      }),
    POST: async (request) => {
      const headers = new Headers({ 'content-type': 'application/json' });
      headers.append('set-cookie', 'a=1');
      headers.append('set-cookie', 'b=2');
      return new Response(JSON.stringify({ text: await request.text() }), { status: 201, headers });
    },
    DELETE: async () => new Response(null, { status: 204 }),
  },
};

let wasLeft = false;
const file: ApiRoute = {
  path: '/file',
  handlers: {
    GET: async () => {
      const endless = new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(1000))),
        cancel: () => {
          wasLeft = true;
        },
      });
      return new Response(endless, { headers: { 'content-type': 'text/csv' } });
    },
    POST: async (request) => {
      const reader = request.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      return new Response('too large', { status: 413 });
    },
  },
};

let server: Server;
let origin: string;

beforeAll(async () => {
  const serveApi = createServeApi({ passGate, routes: [thing, file] }, new URL('http://gatehouse.example'));
  server = createServer(async (request, response) => {
    response.setHeader('Vary', 'Origin');
    const path = request.url?.split('?', 1)[0] ?? '';
    if (!(await serveApi(request, response, path, path.endsWith('/file') ? 50_000_000 : 65_536))) response.writeHead(418).end('not mine');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
});

describe('the API in the front', () => {
  it('hands on address, parameters and headers, and writes what the handler and the gate say', async () => {
    const answer = await fetch(`${origin}/api/v1/things/7?a=1`, { headers: { 'x-given': 'yes' } });
    expect(await answer.json()).toEqual({ url: 'http://gatehouse.example/api/v1/things/7?a=1', thing_id: '7' });
    expect(answer.headers.get('x-given')).toBe('yes');
    expect(answer.headers.get('vary')).toBe('Origin, Accept');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('ratelimit-limit')).not.toBeNull();
  });

  it('bodies go in whole and each cookie comes out', async () => {
    const answer = await fetch(`${origin}/api/v1/things/7`, { method: 'POST', body: 'häuser' });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ text: 'häuser' });
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('HEAD is GET without its body, also where that never ends; an empty answer has none', async () => {
    const head = await fetch(`${origin}/api/v1/things/7`, { method: 'HEAD' });
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
    expect((await fetch(`${origin}/api/v1/file`, { method: 'HEAD' })).status).toBe(200);
    const empty = await fetch(`${origin}/api/v1/things/7`, { method: 'DELETE' });
    expect([empty.status, await empty.text()]).toEqual([204, '']);
  });

  it('a file is sent as it is made, and making it ends when the caller leaves', async () => {
    const leaving = new AbortController();
    const answer = await fetch(`${origin}/api/v1/file`, { signal: leaving.signal });
    const reader = answer.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value).startsWith('xxx')).toBe(true);
    leaving.abort();
    await expect.poll(() => wasLeft).toBe(true);
  });

  it('a large body is handed on as it comes, and whoever refuses it in the middle is heard', async () => {
    const answer = await fetch(`${origin}/api/v1/file`, { method: 'POST', body: new Uint8Array(5_000_000) });
    expect([answer.status, await answer.text()]).toEqual([413, 'too large']);
  });

  it('everything else is left to Next', async () => {
    for (const path of ['/api/v1/nothing', '/api/v1/things/7/', '/api/v1//things/7', '/api/v2/file', '/file', '/'])
      expect((await fetch(`${origin}${path}`)).status).toBe(418);
    expect((await fetch(`${origin}/api/v1/file`, { method: 'PUT' })).status).toBe(418);
  });
});
