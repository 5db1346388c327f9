import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';

export type SharedAnswer = { allowed: boolean; remaining: number; resetAt: number };

/** Where the counters that several instances share live: Upstash, or the loopback bridge in front of a plain Redis. */
export type SharedStore = { url: string; token: string };

export type SharedWindow = {
  consume(bucket: string, key: string, max: number, windowSeconds: number): Promise<SharedAnswer>;
  /** As if this key had never asked, in windows of this length. */
  forget(bucket: string, key: string, windowSeconds: number): Promise<void>;
};

const prefix = 'gatehouse:limit';

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/**
 * Addresses and user ids are personal data and leave this process only as a keyed hash: a plain SHA-256 of an IPv4
 * address is undone by trying all 2^32. Instances agree because they share AUTH_SECRET.
 */
function keyHasher(secret: string): (text: string) => Promise<string> {
  const encoder = new TextEncoder();
  let imported: Promise<CryptoKey> | undefined;
  return async (text) => {
    imported ??= crypto.subtle.importKey(
      'raw',
      encoder.encode(`gatehouse limit keys 1\n${secret}`),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const mac = await crypto.subtle.sign('HMAC', await imported, encoder.encode(text));
    return base64url(new Uint8Array(mac).subarray(0, 16));
  };
}

/**
 * Ends a call after `ms`, but not before the process had one more look at its sockets: when it was busy meanwhile, the timer
 * would otherwise come before an answer that is already there, and each instance would count for itself.
 */
function patience(ms: number): AbortSignal {
  const controller = new AbortController();
  const lastLook = Math.min(50, ms / 4);
  const giveUp = () => controller.abort(new Error(`no answer within ${ms} ms`));
  const timer: unknown = setTimeout(() => setTimeout(giveUp, lastLook), ms - lastLook);
  // Node keeps no process alive for it; the edge's timers are numbers.
  if (typeof timer === 'object' && timer && 'unref' in timer && typeof timer.unref === 'function') timer.unref();
  return controller.signal;
}

/**
 * Counts in Redis with `@upstash/ratelimit`'s sliding window. Rejects when Redis did not answer within `timeoutMs`:
 * the library's own reading of a timeout is "allowed", which would open every limit (findings.md).
 */
export function sharedWindow(store: SharedStore, options: { secret: string; timeoutMs: number }): SharedWindow {
  const redis = new Redis({
    ...store,
    // The local window answers a failed call at once; retries would only delay it.
    retry: { retries: 0 },
    signal: () => patience(options.timeoutMs),
    enableTelemetry: false,
    enableAutoPipelining: true,
  });
  const hash = keyHasher(options.secret);
  const limiters = new Map<string, Ratelimit>();

  function limiterFor(max: number, windowSeconds: number): Ratelimit {
    const name = `${max}/${windowSeconds}`;
    const known = limiters.get(name);
    if (known) return known;
    const created = new Ratelimit({
      redis,
      limiter: Ratelimit.slidingWindow(max, `${windowSeconds} s`),
      prefix,
      // Comes after our own, which refuses to guess.
      timeout: 2 * options.timeoutMs,
      // The cache refuses until the window ends even where the sliding window has room again, and grows without
      // bound. The local window, asked first, keeps floods away from Redis without either fault.
      ephemeralCache: false,
      analytics: false,
    });
    limiters.set(name, created);
    return created;
  }

  const identifierOf = async (bucket: string, key: string) => `${bucket}:${await hash(`${bucket}\n${key}`)}`;

  return {
    async consume(bucket, key, max, windowSeconds) {
      const answer = await limiterFor(max, windowSeconds).limit(await identifierOf(bucket, key));
      if (answer.reason === 'timeout') throw new Error(`no answer within ${options.timeoutMs} ms`);
      return { allowed: answer.success, remaining: answer.remaining, resetAt: answer.reset };
    },
    async forget(bucket, key, windowSeconds) {
      const identifier = await identifierOf(bucket, key);
      // The library's own `resetUsedTokens` walks over every key in Redis; these are the two it counts in.
      const current = Math.floor(Date.now() / (windowSeconds * 1000));
      await redis.del(...[current, current - 1].map((window) => `${prefix}:${identifier}:${window}`));
    },
  };
}
