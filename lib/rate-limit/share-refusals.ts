import { logger } from '#lib/observability/logger.ts';
import { forgetWithOthers } from './forget-limit.ts';
import { storeRefusals } from './store-refusals.ts';

const everyMs = 5000;

async function shareOnce(): Promise<void> {
  try {
    await storeRefusals();
    await forgetWithOthers();
  } catch (error) {
    // Without a database, or before its first migration: the next time.
    logger().debug({ part: 'limits', reason: error instanceof Error ? error.name : 'unknown' }, 'refusals were not shared');
  }
}

/**
 * Every few seconds writes down whom this process refused and forgets what an administrator had forgotten on another one.
 * Answers what to await before the process ends.
 */
export function startSharingRefusals(): () => Promise<void> {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= shareOnce().finally(() => {
      running = null;
    });
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
    await shareOnce();
  };
}
