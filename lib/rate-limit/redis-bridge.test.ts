import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Redis as UpstashRedis } from '@upstash/redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainScript } from './bridge-scripts.ts';
import { type RedisBridge, startRedisBridge } from './redis-bridge.ts';
import { redisInstalled, TestRedis } from './testing-redis.ts';

describe('plainScript', () => {
  test('takes away the flag that only Upstash knows and keeps everything else', () => {
    expect(plainScript('#!lua flags=allow-key-locking\nreturn 1')).toBe('\nreturn 1');
    expect(plainScript('#!lua flags=no-writes, allow-key-locking\nreturn 1')).toBe('#!lua flags=no-writes\nreturn 1');
    expect(plainScript('#!lua flags=no-writes\nreturn 1')).toBe('#!lua flags=no-writes\nreturn 1');
    expect(plainScript('return "#!lua flags=allow-key-locking"')).toBe('return "#!lua flags=allow-key-locking"');
  });
});

test('the bridge starts although Redis is down, answers with an error at once and warns without the password', async () => {
  const warnings: string[] = [];
  const bridge = await startRedisBridge({ redisUrl: 'redis://:hunter2@127.0.0.1:1', onWarning: (message) => warnings.push(message) });
  const response = await fetch(bridge.url, { method: 'POST', headers: { authorization: `Bearer ${bridge.token}` }, body: '["PING"]' });
  expect(response.ok).toBe(false);
  // ioredis's words for a command that it refused where it stood; one that had waited for a connection fails with others.
  expect(await response.json()).toEqual({ error: expect.stringContaining('enableOfflineQueue') });
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('127.0.0.1:1');
  expect(warnings[0]).not.toContain('hunter2');
  await bridge.close();
});

test('the bridge starts although Redis takes connections and never answers', async () => {
  const sockets = new Set<Socket>();
  const silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const bridge = await startRedisBridge({ redisUrl: `redis://127.0.0.1:${(silent.address() as AddressInfo).port}` });
  expect(bridge.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await bridge.close();
  for (const socket of sockets) socket.destroy();
  silent.close();
});

describe.skipIf(!redisInstalled)(
  `the bridge in front of a real Redis${redisInstalled ? '' : ' (skipped: redis-server is not installed)'}`,
  () => {
    let redis: TestRedis;
    let bridge: RedisBridge;
    beforeAll(async () => {
      redis = await TestRedis.start();
      bridge = await startRedisBridge({ redisUrl: redis.url });
    });
    afterAll(async () => {
      await bridge.close();
      await redis.kill();
    });

    const ask = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(bridge.url + path, { method: 'POST', headers: { authorization: `Bearer ${bridge.token}`, ...headers }, body });

    test.each([{}, { enableAutoPipelining: false }, { responseEncoding: false as const }])(
      'speaks the protocol of @upstash/redis with %j',
      async (options) => {
        const client = new UpstashRedis({ url: bridge.url, token: bridge.token, enableTelemetry: false, retry: false, ...options });
        expect(await client.set('greeting', 'Grüße 👋')).toBe('OK');
        expect(await client.get('greeting')).toBe('Grüße 👋');
        expect(await client.get('nothing')).toBeNull();
        expect(await client.incrby(`number ${JSON.stringify(options)}`, 3)).toBe(3);
        expect(await client.eval('return {1, ARGV[1], {2, KEYS[1]}}', ['k'], ['v'])).toEqual([1, 'v', [2, 'k']]);
        const pipeline = client.pipeline();
        pipeline.set('a', 1);
        pipeline.incrby('a', 4);
        expect(await pipeline.exec()).toEqual(['OK', 5]);
        const transaction = client.multi();
        transaction.set('b', 'x');
        transaction.get('b');
        expect(await transaction.exec()).toEqual(['OK', 'x']);
      },
    );

    test('runs a script with the flag of Upstash, by text and then by the hash of that text', async () => {
      const script = '#!lua flags=allow-key-locking\nreturn redis.call("INCRBY", KEYS[1], ARGV[1])';
      const { createHash } = await import('node:crypto');
      const hash = createHash('sha1').update(script).digest('hex');
      expect(await (await ask('/', JSON.stringify(['EVALSHA', hash, 1, 'c', 2]))).json()).toMatchObject({
        error: expect.stringContaining('NOSCRIPT'),
      });
      expect(await (await ask('/', JSON.stringify(['EVAL', script, 1, 'c', 2]))).json()).toEqual({ result: 2 });
      expect(await (await ask('/', JSON.stringify(['EVALSHA', hash, 1, 'c', 2]))).json()).toEqual({ result: 4 });
    });

    test.each(['', 'Bearer ', 'Bearer wrong', 'Basic eDp5'])('refuses the authorization %j', async (authorization) => {
      expect((await ask('/', '["PING"]', { authorization })).status).toBe(401);
    });

    test.each([
      '',
      '{',
      'null',
      '{}',
      '[]',
      '[["PING"]]',
      '[null]',
      '["GET", {"a":1}]',
      '["FLUSHALL"]',
      '["BLPOP","x",0]',
      '["SUBSCRIBE","x"]',
      '["CONFIG","GET","*"]',
    ])('refuses the body %s', async (body) => {
      const response = await ask('/', body);
      expect(response.status).toBe(400);
      expect(await response.json()).toHaveProperty('error');
    });

    test('refuses other paths, other methods and large bodies', async () => {
      expect((await ask('/other', '["PING"]')).status).toBe(404);
      expect((await fetch(bridge.url, { headers: { authorization: `Bearer ${bridge.token}` } })).status).toBe(405);
      const large = await ask('/', JSON.stringify(['SET', 'x', 'y'.repeat(5 * 1024 * 1024)])).catch(() => null);
      if (large) expect(large.status).toBe(400);
      expect(await (await ask('/', '["PING"]')).json()).toEqual({ result: 'PONG' });
    });
  },
);
