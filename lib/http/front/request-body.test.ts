import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { maxBodyBytes } from '../body-limit.ts';
import { judgeBody, readBody, withBody } from './request-body.ts';

const maxBytes = maxBodyBytes('/x');

it('a stated length is judged before a byte is read', () => {
  expect(judgeBody({}, maxBytes)).toEqual({ kind: 'pass' });
  expect(judgeBody({ 'content-length': String(maxBytes) }, maxBytes)).toEqual({ kind: 'pass' });
  expect(judgeBody({ 'content-length': String(maxBytes + 1) }, maxBytes)).toEqual({ kind: 'reject', status: 413 });
  expect(judgeBody({ 'content-length': '-1' }, maxBytes)).toEqual({ kind: 'reject', status: 400 });
  expect(judgeBody({ 'transfer-encoding': 'chunked' }, maxBytes)).toEqual({ kind: 'buffer' });
});

it.each(['gzip', 'br', 'deflate', 'gzip, identity'])('a body in %s is refused', (encoding) => {
  expect(judgeBody({ 'content-encoding': encoding, 'content-length': '10' }, maxBytes)).toEqual({ kind: 'reject', status: 415 });
});

/** Sends `size` bytes in chunks to a server that counts them and answers what the handler behind it would read. */
async function send(size: number): Promise<string> {
  const server = createServer(async (incoming, response) => {
    const body = await readBody(incoming, maxBytes);
    if (!body) return response.writeHead(413, { Connection: 'close' }).end('too large');
    const replay = withBody(incoming, body);
    let length = 0;
    for await (const chunk of replay) length += chunk.length;
    response.end(
      `${replay.method} ${replay.url} ${replay.headers['content-length']} ${replay.headers['transfer-encoding'] ?? 'none'} ${length}`,
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<string>((resolve, reject) => {
      const outgoing = request(
        { port, host: '127.0.0.1', method: 'POST', path: '/x', headers: { 'Transfer-Encoding': 'chunked' } },
        async (answer) => {
          let text = '';
          for await (const chunk of answer) text += chunk;
          resolve(text);
        },
      );
      outgoing.on('error', reject);
      for (let sent = 0; sent < size; sent += 1024) outgoing.write(Buffer.alloc(Math.min(1024, size - sent), 'a'));
      outgoing.end();
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('a chunked body arrives as if it had come with its length', async () => {
  expect(await send(5000)).toBe('POST /x 5000 none 5000');
  expect(await send(maxBytes)).toBe(`POST /x ${maxBytes} none ${maxBytes}`);
});

it('a chunked body is refused as soon as it is too large', async () => {
  expect(await send(maxBytes + 1)).toBe('too large');
});

it('a path with a larger limit has it in that spelling only', () => {
  const headers = { 'content-length': String(maxBytes + 1) };
  expect(judgeBody(headers, maxBodyBytes('/api/v1/auth/introspect/batch'))).toEqual({ kind: 'pass' });
  for (const path of ['/api/v1/auth/introspect', '/api/v1/auth/introspect/batch/', '/api//v1/auth/introspect/batch', '/'])
    expect(judgeBody(headers, maxBodyBytes(path)), path).toEqual({ kind: 'reject', status: 413 });
});
