import { setTimeout as sleep } from 'node:timers/promises';
import { parseCronItems, type Runner, run, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { env } from '#lib/env.ts';
import { logger } from '#lib/observability/logger.ts';
import { rollUp } from '#lib/statistics/roll-up.ts';
import { ensureAuditPartitions } from './clean-up.ts';
import { rescueJobs } from './rescue-jobs.ts';
import { tasks } from './tasks.ts';
import { workerLogger } from './worker-logger.ts';

const concurrency = 4;
const stopMilliseconds = 8_000;
const healthyMilliseconds = 60_000;
const maxBackoffMilliseconds = 15_000;

type Options = { pollMilliseconds?: number; rescueMilliseconds?: number };

export type Worker = {
  /** Lets running jobs finish (a few seconds at most) and closes the worker's connections. */
  stop: () => Promise<void>;
};

function createPool(): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 4,
    connectionTimeoutMillis: 3000,
    statement_timeout: 15_000,
    query_timeout: 20_000,
    keepAlive: true,
    application_name: 'gatehouse-worker',
  });
  // Without these two a connection that the database drops would end the whole server as an uncaught error.
  const ignore = () => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => void client.on('error', ignore));
  return pool;
}

function within<T>(work: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const timer = new AbortController();
  const limit = sleep(milliseconds, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
  return Promise.race([work, limit]).finally(() => timer.abort());
}

function startRunner(pool: pg.Pool, options: Options): Promise<Runner> {
  return run({
    pgPool: pool,
    taskList: tasks as TaskList,
    concurrency,
    pollInterval: options.pollMilliseconds ?? 2000,
    // The server drains requests first and then calls stop().
    noHandleSignals: true,
    logger: workerLogger(),
    parsedCronItems: parseCronItems([
      { task: 'clean_up', match: '17 3 * * *', identifier: 'clean_up', options: { backfillPeriod: 24 * 3600_000, maxAttempts: 3 } },
      // Each hour: whoever is due for the daily notice.
      {
        task: 'remind_recovery',
        match: '41 * * * *',
        identifier: 'remind_recovery',
        options: { backfillPeriod: 3600_000, maxAttempts: 3 },
      },
      {
        task: 'erase_accounts',
        match: '23 * * * *',
        identifier: 'erase_accounts',
        options: { backfillPeriod: 3600_000, maxAttempts: 3 },
      },
      { task: 'close_impersonations', match: '*/2 * * * *', identifier: 'close_impersonations', options: { maxAttempts: 1 } },
      { task: 'roll_up', match: '*/2 * * * *', identifier: 'roll_up', options: { maxAttempts: 1 } },
      // Often, because a rotation that was asked for waits until the next key is known everywhere.
      { task: 'rotate_signing_keys', match: '*/5 * * * *', identifier: 'rotate_signing_keys', options: { maxAttempts: 1 } },
    ]),
  });
}

async function tolerate(work: Promise<unknown>, what: string): Promise<void> {
  await work.catch((error: unknown) =>
    logger().warn({ part: 'jobs', reason: error instanceof Error ? error.message : String(error) }, `${what} failed`),
  );
}

/**
 * Runs the background jobs in this process until `stop`. Returns at once and never throws: while the database is away,
 * at the start or later, it tries again with growing pauses.
 */
export function runWorker(options: Options = {}): Worker {
  const stopping = new AbortController();
  let runner: Runner | undefined;

  async function runOnce(): Promise<void> {
    const pool = createPool();
    let rescue: NodeJS.Timeout | undefined;
    try {
      runner = await startRunner(pool, options);
      if (stopping.signal.aborted) void runner.stop().catch(() => undefined);
      await tolerate(
        ensureAuditPartitions((text) => pool.query(text)),
        'making audit partitions',
      );
      await tolerate(rescueJobs(pool), 'rescuing jobs');
      rescue = setInterval(() => void tolerate(rescueJobs(pool), 'rescuing jobs'), options.rescueMilliseconds ?? 30_000);
      rescue.unref();
      // Whoever opens the console right after a start sees how it is, not how it was when this was stopped.
      void tolerate(rollUp(), 'counting');
      await runner.promise;
    } finally {
      clearInterval(rescue);
      runner = undefined;
      await within(
        pool.end().catch(() => undefined),
        2000,
      );
    }
  }

  async function supervise(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const startedAt = Date.now();
      try {
        await runOnce();
      } catch (error) {
        logger().warn(
          { part: 'jobs', reason: error instanceof Error ? error.message : String(error) },
          'the job runner stopped, it starts again',
        );
      }
      failures = Date.now() - startedAt > healthyMilliseconds ? 1 : failures + 1;
      const pause = Math.min(500 * 2 ** failures, maxBackoffMilliseconds);
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  const ended = supervise();
  return {
    stop: async () => {
      stopping.abort();
      await within(
        (async () => {
          await runner?.stop().catch(() => undefined);
          await ended;
        })(),
        stopMilliseconds,
      );
    },
  };
}
