import { logger } from '#lib/observability/logger.ts';

/**
 * Runs something every `everyMs` milliseconds, never twice at once. What fails is tried again the next time: without a
 * database, or before its first migration, nothing is lost. Answers what to await before the process ends: `last`.
 */
export function repeat(part: string, everyMs: number, work: () => Promise<void>, last = work): () => Promise<void> {
  const attempt = (what: () => Promise<void>) =>
    what().catch((error: unknown) =>
      logger().debug({ part, reason: error instanceof Error ? error.name : 'unknown' }, 'left for the next time'),
    );
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= attempt(work).finally(() => {
      running = null;
    });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
    await attempt(last);
  };
}
