import type { LimitSetting } from '#lib/env/limits.ts';
import { env } from '#lib/env.ts';
import { Breaker } from './breaker.ts';
import type { LimitName } from './limit-table.ts';
import { LocalWindow } from './local-window.ts';
import { processState } from './process-state.ts';
import type { RefusalLog } from './refusal-log.ts';
import { type SharedStore, sharedWindow } from './shared-window.ts';
import type { Verdict } from './verdict.ts';

/** `degraded`: Redis does not answer and each process counts for itself, at most every 10 s; `restored`: it answers again. */
export type LimiterEvent = { state: 'degraded'; reason: string } | { state: 'restored' };

export type LimiterReport = (event: LimiterEvent) => void;

export type LimiterOptions = {
  limits: Record<LimitName, LimitSetting>;
  store: SharedStore | null;
  secret: string;
  report: LimiterReport;
  timeoutMs?: number;
  cooldownMs?: number;
  /** Where this process counts; by default a window of the limiter's own. */
  window?: LocalWindow;
  refusals?: RefusalLog;
};

/** `own` replaces the configured limit for this one key; undefined leaves it, null lifts it. */
export type Limiter = {
  consume(name: LimitName, bucket: string, key: string, own?: LimitSetting): Promise<Verdict>;
  /** Lets this key begin anew; `own` as it was consumed with. False when Redis, where there is one, could not be told. */
  forget(name: LimitName, bucket: string, key: string, own?: LimitSetting): Promise<boolean>;
};

const reportEveryMs = 10_000;

/** Asks Redis unless it failed a moment ago; null means "no answer, use what this process counted". */
function guarded(cooldownMs: number, report: LimiterReport): <Answer>(ask: () => Promise<Answer>) => Promise<Answer | null> {
  const breaker = new Breaker(cooldownMs);
  let reportedAt = Number.NEGATIVE_INFINITY;
  return async (ask) => {
    if (!breaker.enter()) return null;
    try {
      const answer = await ask();
      if (breaker.open) {
        report({ state: 'restored' });
        reportedAt = Number.NEGATIVE_INFINITY;
      }
      breaker.succeeded();
      return answer;
    } catch (error) {
      breaker.failed();
      if (performance.now() - reportedAt >= reportEveryMs) {
        reportedAt = performance.now();
        // The client appends the whole command to its message; its first part says enough.
        const reason = (error instanceof Error ? error.message : String(error)).split(', command was:')[0] ?? '';
        report({ state: 'degraded', reason: reason.slice(0, 200) });
      }
      return null;
    }
  };
}

/**
 * Every request is counted in this process first and then, if Redis is configured, in Redis, and the stricter answer
 * counts. So losing Redis never opens a limit (this process goes on from what it saw itself), a flood that is already
 * refused here costs Redis nothing, and on its return Redis cannot hand out the same budget again.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { timeoutMs = 800, cooldownMs = 2000, window: local = new LocalWindow(50_000), refusals } = options;
  const shared = options.store && sharedWindow(options.store, { secret: options.secret, timeoutMs });
  const unlessDown = guarded(cooldownMs, options.report);

  return {
    async consume(name, bucket, key, own) {
      const setting = own === undefined ? options.limits[name] : own;
      if (!setting) return { name, bucket, limit: 0, remaining: 0, resetSeconds: 0, allowed: true, source: 'off' };
      const { max, windowSeconds } = setting;
      const scope = `${name}:${bucket}`;
      const mine = local.consume(`${scope}:${key}`, max, windowSeconds);
      const theirs = mine.allowed && shared ? await unlessDown(() => shared.consume(scope, key, max, windowSeconds)) : null;
      // Refused requests are not counted by Redis, so neither may they be here.
      if (theirs && !theirs.allowed) mine.refund();
      const resetAt = Math.max(mine.resetAt, theirs?.resetAt ?? 0);
      const allowed = mine.allowed && (theirs?.allowed ?? true);
      if (!allowed) refusals?.note(name, bucket, key);
      return {
        name,
        bucket,
        limit: max,
        remaining: Math.min(mine.remaining, theirs?.remaining ?? mine.remaining),
        // One millisecond past the edge of the window, where the first request fits again; never 0.
        resetSeconds: Math.max(1, Math.ceil((resetAt - Date.now() + 1) / 1000)),
        allowed,
        source: theirs ? 'shared' : 'local',
      };
    },
    async forget(name, bucket, key, own) {
      const scope = `${name}:${bucket}`;
      local.forget(`${scope}:${key}`);
      const setting = own === undefined ? options.limits[name] : own;
      if (!shared || !setting) return true;
      const done = await unlessDown(async () => {
        await shared.forget(scope, key, setting.windowSeconds);
        return true;
      });
      return done ?? false;
    },
  };
}

// Next instantiates a module once per bundle layer; the counters are further out (process-state.ts), the way to Redis is here.
const perRuntime = Symbol.for('gatehouse.rate-limit');
type Shared = { limiter?: Limiter; report?: LimiterReport };
const shelf = globalThis as typeof globalThis & { [perRuntime]?: Shared };

function runtimeState(): Shared {
  shelf[perRuntime] ??= {};
  return shelf[perRuntime];
}

function reportAsLogLine(event: LimiterEvent): void {
  const line = { level: 'warn', time: new Date().toISOString(), msg: 'rate limiter', ...event };
  // biome-ignore lint/suspicious/noConsole: the edge runtime has no other log; the line has the form of pino's.
  console.warn(JSON.stringify(line));
}

/** Where this process's limiter says that Redis is lost or back. Default: a JSON line on the console. */
export function reportLimiterTo(report: LimiterReport): void {
  runtimeState().report = report;
}

/**
 * Counts one request of `key` (from `ipKey`, or a user id) in the bucket under the limit `name` and answers whether
 * it may go on. Never throws: without Redis it answers from this process's own count.
 */
export async function consumeLimit(name: LimitName, bucket: string, key: string, own?: LimitSetting): Promise<Verdict> {
  return runtimeLimiter().consume(name, bucket, key, own);
}

/**
 * Takes back what was counted for one key, in this process and in Redis; other processes still have what they counted
 * themselves (forget-limit.ts tells them). False when Redis could not be told.
 */
export async function forgetLimit(name: LimitName, bucket: string, key: string, own?: LimitSetting): Promise<boolean> {
  return runtimeLimiter().forget(name, bucket, key, own);
}

function runtimeLimiter(): Limiter {
  const state = runtimeState();
  state.limiter ??= processLimiter(state);
  return state.limiter;
}

function processLimiter(state: Shared): Limiter {
  const { RATE_LIMITS, UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token, AUTH_SECRET } = env();
  return createLimiter({
    limits: RATE_LIMITS,
    store: url && token ? { url, token } : null,
    secret: AUTH_SECRET,
    report: (event) => (state.report ?? reportAsLogLine)(event),
    ...processState(),
  });
}
