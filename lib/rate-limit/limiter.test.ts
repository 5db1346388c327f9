import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultLimits } from '#lib/env/limits.ts';
import { ipKey } from './ip-key.ts';
import { createLimiter, type Limiter, type LimiterEvent, type LimiterOptions } from './limiter.ts';
import { LocalWindow } from './local-window.ts';
import { type RedisBridge, startRedisBridge } from './redis-bridge.ts';
import { sharedWindow } from './shared-window.ts';
import { redisInstalled, TestRedis } from './testing-redis.ts';

const secret = 'a secret for the tests of the limiter';
const midWindow = 1_800_000_010_000;

function limiterWith(options: Partial<LimiterOptions> = {}): Limiter & { events: LimiterEvent[] } {
  const events: LimiterEvent[] = [];
  const limiter = createLimiter({ limits: defaultLimits, store: null, secret, report: (event) => events.push(event), ...options });
  return { ...limiter, events };
}

async function parallel(count: number, limiters: Limiter[], key: string): Promise<number> {
  const calls = Array.from({ length: count }, (_, index) => limiters[index % limiters.length]?.consume('login', 'login', key));
  const verdicts = await Promise.all(calls);
  return verdicts.filter((verdict) => verdict?.allowed).length;
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start };
}

let unique = 0;
const freshKey = () => `key ${++unique}`;

// Only the date stands still, in the middle of a window; timers and sockets stay real.
beforeEach(() => vi.useFakeTimers({ now: midWindow, toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

type Place = { name: string; open(): Promise<LimiterOptions['store']>; close(): Promise<void> };

let redis: TestRedis | undefined;
let bridge: RedisBridge | undefined;

const places: Place[] = [
  { name: 'this process', open: async () => null, close: async () => {} },
  {
    name: 'Redis through the bridge',
    async open() {
      redis = await TestRedis.start();
      bridge = await startRedisBridge({ redisUrl: redis.url });
      return { url: bridge.url, token: bridge.token };
    },
    async close() {
      await bridge?.close();
      await redis?.kill();
    },
  },
];

for (const place of places) {
  const runnable = place.name === 'this process' || redisInstalled;
  describe.skipIf(!runnable)(`limits counted in ${place.name}${runnable ? '' : ' (skipped: redis-server is not installed)'}`, () => {
    let store: LimiterOptions['store'] = null;
    beforeAll(async () => {
      store = await place.open();
    });
    afterAll(() => place.close());

    test('200 parallel requests: exactly the limit is allowed', async () => {
      expect(await parallel(200, [limiterWith({ store })], freshKey())).toBe(defaultLimits.login.max);
    });

    test('a verdict counts down and says when the window ends', async () => {
      const limiter = limiterWith({ store });
      const key = freshKey();
      const verdicts = [];
      for (let count = 0; count < 4; count += 1) verdicts.push(await limiter.consume('register', 'register', key));
      expect(verdicts.map(({ remaining, allowed }) => [remaining, allowed])).toEqual([
        [2, true],
        [1, true],
        [0, true],
        [0, false],
      ]);
      expect(verdicts[3]).toMatchObject({ name: 'register', bucket: 'register', limit: 3, resetSeconds: 51 });
      expect(verdicts[0]?.source).toBe(store ? 'shared' : 'local');
      expect(limiter.events).toEqual([]);
    });

    test('buckets, rules and callers are counted apart', async () => {
      const limiter = limiterWith({ store });
      const key = freshKey();
      for (let count = 0; count < 3; count += 1) await limiter.consume('register', 'register', key);
      expect((await limiter.consume('register', 'register', key)).allowed).toBe(false);
      expect((await limiter.consume('register', 'forgot-password', key)).remaining).toBe(2);
      expect((await limiter.consume('login', 'login', key)).remaining).toBe(4);
      expect((await limiter.consume('register', 'register', freshKey())).remaining).toBe(2);
    });

    test('room comes back as the window slides on', async () => {
      const limiter = limiterWith({ store });
      const key = freshKey();
      await parallel(5, [limiter], key);
      vi.setSystemTime(midWindow + 60_000);
      // A sixth of the next window has passed: floor(5/6 × 5) = 4 still count.
      expect(await parallel(10, [limiter], key)).toBe(1);
      vi.setSystemTime(midWindow + 180_000);
      expect(await parallel(10, [limiter], key)).toBe(5);
    });

    test('callers without a readable address share one budget', async () => {
      const limiter = limiterWith({ store, limits: { ...defaultLimits, login: { max: 4, windowSeconds: 61 } } });
      const verdicts = await Promise.all(
        [null, '', 'garbage', '1.2.3', '999.1.1.1'].map((address) => limiter.consume('login', 'login', ipKey(address))),
      );
      expect(verdicts.filter((verdict) => verdict.allowed)).toHaveLength(4);
    });

    test('a lifted limit allows everything', async () => {
      const limiter = limiterWith({ store, limits: { ...defaultLimits, login: null } });
      expect(await parallel(200, [limiter], freshKey())).toBe(200);
      expect((await limiter.consume('login', 'login', 'x')).source).toBe('off');
    });
  });
}

describe.skipIf(!redisInstalled)(`limits shared through Redis${redisInstalled ? '' : ' (skipped: redis-server is not installed)'}`, () => {
  let redis: TestRedis;
  let bridges: [RedisBridge, RedisBridge];
  beforeEach(async () => {
    redis = await TestRedis.start();
    bridges = [await startRedisBridge({ redisUrl: redis.url }), await startRedisBridge({ redisUrl: redis.url })];
  });
  afterEach(async () => {
    await Promise.all(bridges.map((bridge) => bridge.close()));
    redis.thaw();
    await redis.kill();
  });

  test('two instances grant one budget together: 200 parallel, exactly the limit', async () => {
    const limiters = bridges.map((store) => limiterWith({ store }));
    for (let round = 0; round < 5; round += 1) expect(await parallel(200, limiters, freshKey())).toBe(defaultLimits.login.max);
  });

  test('what one instance refused does not count against the caller on it', async () => {
    const [first, second] = [limiterWith({ store: bridges[0] }), limiterWith({ store: bridges[1] })];
    const key = freshKey();
    await parallel(5, [first], key);
    // The first moment of the next window, where the previous one still counts in full.
    vi.setSystemTime(midWindow + 50_000);
    expect(await parallel(50, [second], key)).toBe(0);
    vi.setSystemTime(midWindow + 80_000);
    expect(await parallel(50, [second], key)).toBe(3);
  });

  test('Redis holds no address, only keyed hashes that expire', async () => {
    await limiterWith({ store: bridges[0] }).consume('login', 'login', '203.0.113.7');
    const { Redis } = await import('ioredis');
    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatch(/^gatehouse:limit:login:login:[\w-]{22}:\d+$/);
    expect(await client.pttl(keys[0] ?? '')).toBeGreaterThan(0);
    client.disconnect();
  });

  test('Redis killed mid-run: still limited, fast, one warning, and used again after its restart', async () => {
    const limiter = limiterWith({ store: bridges[0], cooldownMs: 300 });
    const key = freshKey();
    expect(await parallel(3, [limiter], key)).toBe(3);
    await redis.kill();
    const { result, ms } = await timed(() => parallel(200, [limiter], key));
    expect(result).toBe(2);
    expect(ms).toBeLessThan(1000);
    expect(limiter.events).toHaveLength(1);
    expect(limiter.events[0]).toMatchObject({ state: 'degraded' });
    expect(JSON.stringify(limiter.events)).not.toContain(key);
    const other = freshKey();
    const slowest = Math.max(
      ...(await Promise.all(Array.from({ length: 20 }, async () => (await timed(() => limiter.consume('login', 'login', other))).ms))),
    );
    expect(slowest).toBeLessThan(200);

    await redis.start();
    await vi.waitFor(async () => expect((await limiter.consume('anonymous', 'api', freshKey())).source).toBe('shared'), {
      timeout: 8000,
      interval: 100,
    });
    expect(limiter.events.at(-1)).toEqual({ state: 'restored' });
    // Redis came back empty; the caller who used up the budget meanwhile gets no second one here.
    expect(await parallel(20, [limiter], key)).toBe(0);
  });

  test('Redis black-holed: never opens, nobody waits longer than a second, later requests do not wait', async () => {
    const limiter = limiterWith({ store: bridges[0] });
    const key = freshKey();
    expect(await parallel(2, [limiter], key)).toBe(2);
    redis.freeze();
    const first = await timed(() => parallel(200, [limiter], key));
    expect(first.result).toBe(3);
    expect(first.ms).toBeLessThan(1000);
    const later = await timed(() => parallel(200, [limiter], freshKey()));
    expect(later.result).toBe(defaultLimits.login.max);
    expect(later.ms).toBeLessThan(100);
    redis.thaw();
    await vi.waitFor(async () => expect((await limiter.consume('anonymous', 'api', freshKey())).source).toBe('shared'), {
      timeout: 8000,
      interval: 100,
    });
  });

  test('a process that was busy longer than it waits still hears the answer of Redis', async () => {
    const limiter = limiterWith({ store: bridges[0] });
    await limiter.consume('anonymous', 'api', freshKey());
    for (let round = 0; round < 3; round += 1) {
      const asked = limiter.consume('anonymous', 'api', freshKey());
      // Long enough for the request to be on its way, as in a burst of requests.
      await new Promise((resolve) => setTimeout(resolve, 0));
      for (const until = performance.now() + 1000; performance.now() < until; );
      expect((await asked).source).toBe('shared');
    }
    expect(limiter.events).toEqual([]);
  });

  test('a peer that swallows everything instead of the bridge: the same', async () => {
    const { createServer } = await import('node:net');
    const hole = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => hole.once('listening', resolve));
    const address = hole.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const limiter = limiterWith({ store: { url: `http://127.0.0.1:${port}`, token: 'x' } });
    const first = await timed(() => parallel(50, [limiter], freshKey()));
    expect(first.result).toBe(defaultLimits.login.max);
    expect(first.ms).toBeLessThan(1000);
    expect((await timed(() => parallel(50, [limiter], freshKey()))).ms).toBeLessThan(100);
    expect(limiter.events).toHaveLength(1);
    hole.close();
  });

  test('both counters give the same answers to any sequence of requests', async () => {
    const store = bridges[0];
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 25 }),
        async (max, pauses) => {
          const key = freshKey();
          const mine = new LocalWindow(100);
          const theirs = sharedWindow(store, { secret, timeoutMs: 2000 });
          vi.setSystemTime(midWindow);
          for (const pause of pauses) {
            vi.setSystemTime(Date.now() + pause);
            const { allowed, remaining, resetAt } = mine.consume(key, max, 60);
            expect(await theirs.consume('login:login', key, max, 60)).toEqual({ allowed, remaining, resetAt });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
