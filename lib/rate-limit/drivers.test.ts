import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { defaultLimits } from '#lib/env/limits.ts';
import { type EdgeLimiters, startEdge } from '#scripts/testing/edge-limiters.ts';
import type { LimitName } from './limit-table.ts';
import { createLimiter, type Limiter, type LimiterOptions } from './limiter.ts';
import { startRedisBridge } from './redis-bridge.ts';
import { redisInstalled, TestRedis } from './testing-redis.ts';
import { startUpstash } from './testing-upstash.ts';
import { limitHeaders } from './verdict.ts';

const midWindow = 1_800_000_010_000;
const secret = 'a secret for the tests of the drivers';

type Store = LimiterOptions['store'];
type Driver = { name: string; runtime: 'node' | 'edge'; store: 'none' | 'redis' | 'upstash' };

/** Every way in which a limit can be counted: where the limiter runs × where the counters are. */
const reference: Driver = { name: 'in this process', runtime: 'node', store: 'none' };
const drivers: Driver[] = [
  reference,
  { name: 'in this process, from the edge', runtime: 'edge', store: 'none' },
  { name: 'in Redis through ioredis and the bridge', runtime: 'node', store: 'redis' },
  { name: 'in Redis through ioredis and the bridge, from the edge', runtime: 'edge', store: 'redis' },
  { name: 'in Upstash through REST', runtime: 'node', store: 'upstash' },
  { name: 'in Upstash through REST, from the edge', runtime: 'edge', store: 'upstash' },
];
const runnable = drivers.filter(({ store }) => store === 'none' || redisInstalled);

const reports: string[] = [];
let edge: EdgeLimiters;
let stores: Record<Driver['store'], Store>;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  edge = await startEdge();
  stores = { none: null, redis: null, upstash: null };
  if (!redisInstalled) return;
  const redis = await TestRedis.start();
  const bridge = await startRedisBridge({ redisUrl: redis.url, commandTimeoutMs: 30_000 });
  const upstash = await startUpstash(redis.url);
  stores = { none: null, redis: bridge, upstash };
  closing.push(bridge.close, upstash.close, () => redis.kill());
});
afterAll(async () => {
  for (const close of closing) await close();
});
// Only the date stands still; timers and sockets stay real.
beforeEach(() => {
  vi.useFakeTimers({ now: midWindow, toFake: ['Date'] });
  edge.useClock(Date);
  reports.length = 0;
});
afterEach(() => vi.useRealTimers());

function open({ runtime, store }: Driver, limits = defaultLimits as LimiterOptions['limits']): Limiter {
  const make = runtime === 'edge' ? edge.createLimiter : createLimiter;
  // Longer than in production: a machine that is busy must not turn a test of counting into one of failing.
  return make({ limits, store: stores[store], secret, timeoutMs: 30_000, report: (event) => reports.push(JSON.stringify(event)) });
}

let unique = 0;
const freshKey = () => `key ${++unique}`;

type Step = { pause: number; name: LimitName; caller: number };

async function play(driver: Driver, steps: readonly Step[]): Promise<unknown[]> {
  vi.setSystemTime(midWindow);
  const limiter = open(driver);
  const keys = [freshKey(), freshKey()];
  const answers: unknown[] = [];
  for (const { pause, name, caller } of steps) {
    vi.setSystemTime(Date.now() + pause);
    const verdict = await limiter.consume(name, 'bucket', keys[caller] ?? '');
    const { source, ...rest } = verdict;
    // What this process refuses by itself is not asked of Redis.
    if (verdict.allowed) expect(source).toBe(driver.store === 'none' ? 'local' : 'shared');
    answers.push({ ...rest, headers: limitHeaders(verdict) });
  }
  return answers;
}

const steps = fc.array(
  fc.record({
    pause: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 2000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 70_000 }) },
    ),
    name: fc.constantFrom<LimitName>('login', 'register', 'anonymous'),
    caller: fc.integer({ min: 0, max: 1 }),
  }),
  { minLength: 1, maxLength: 20 },
);

describe.each(runnable)('limits counted $name', (driver) => {
  test('the same requests at the same times have the same verdicts, remaining, reset and headers as in this process', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        expect(await play(driver, sequence)).toEqual(await play(reference, sequence));
      }),
      { numRuns: 12 },
    );
    expect(reports).toEqual([]);
  });

  test.each([1, 20, 100])('of 200 parallel requests exactly %i are allowed', async (max) => {
    const limiter = open(driver, { ...defaultLimits, login: { max, windowSeconds: 60 } });
    const key = freshKey();
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => limiter.consume('login', 'login', key)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(max);
    const remaining = verdicts.filter(({ allowed }) => allowed).map((verdict) => verdict.remaining);
    // Redis may hear them in another order than this process counted them; the fewer of the two is what a caller is told.
    if (driver.store === 'none') expect(remaining).toEqual(Array.from({ length: max }, (_, index) => max - 1 - index));
    expect(Math.min(...remaining)).toBe(0);
    expect(Math.max(...remaining)).toBeLessThan(max);
  });

  test('a limit of its own replaces the configured one, and null lifts it', async () => {
    const limiter = open(driver);
    const key = freshKey();
    const own = { max: 7, windowSeconds: 60 };
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => limiter.consume('key', 'api', key, own)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(7);
    expect(verdicts[0]).toMatchObject({ name: 'key', limit: 7 });
    expect((await limiter.consume('key', 'api', key, null)).source).toBe('off');
  });

  test('one with a window of its own that is forgotten begins anew, however long that window is', async () => {
    for (const windowSeconds of [7, 30, 7200]) {
      const limiter = open(driver);
      const own = { max: 3, windowSeconds };
      const [key, other] = [freshKey(), freshKey()];
      for (const each of [key, other]) for (let count = 0; count < 4; count += 1) await limiter.consume('key', 'api', each, own);
      expect(await limiter.forget('key', 'api', key, own)).toBe(true);
      expect(await limiter.consume('key', 'api', key, own)).toMatchObject({ allowed: true, remaining: 2 });
      expect((await limiter.consume('key', 'api', other, own)).allowed).toBe(false);
    }
  });

  test('one that is forgotten begins anew, at every place of the window, and nobody else does', async () => {
    for (const pause of [0, 50_000]) {
      vi.setSystemTime(midWindow);
      const limiter = open(driver);
      const [key, other] = [freshKey(), freshKey()];
      for (const each of [key, other]) for (let count = 0; count < 7; count += 1) await limiter.consume('login', 'login', each);
      // 50 s later the next window begins, and they count in full as those of the previous one.
      vi.setSystemTime(midWindow + pause);
      expect((await limiter.consume('login', 'login', key)).allowed).toBe(false);
      expect(await limiter.forget('login', 'login', key)).toBe(true);
      expect(await limiter.consume('login', 'login', key)).toMatchObject({ allowed: true, remaining: 4 });
      expect((await limiter.consume('login', 'login', other)).allowed).toBe(false);
    }
  });
});

test.skipIf(!redisInstalled)('a middleware on the edge and endpoints in Node that share a Redis grant one budget', async () => {
  for (const store of ['redis', 'upstash'] as const) {
    const limiters = (['node', 'edge', 'node', 'edge'] as const).map((runtime) => open({ name: '', runtime, store }));
    const key = freshKey();
    const verdicts = await Promise.all(Array.from({ length: 200 }, (_, index) => limiters[index % 4]?.consume('anonymous', 'api', key)));
    expect(verdicts.filter((verdict) => verdict?.allowed)).toHaveLength(20);
  }
});
