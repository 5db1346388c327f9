import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

async function waitForStep(startedAt: number, stepMilliseconds: number): Promise<void> {
  const elapsed = performance.now() - startedAt;
  await wait(Math.ceil(elapsed / stepMilliseconds) * stepMilliseconds - elapsed);
}

/**
 * Lets `work` end, well or badly, only at a multiple of `stepMilliseconds` after its start. Known and unknown accounts
 * cost a slightly different number of queries; without this the difference can be measured from outside.
 */
export async function evenTiming<T>(stepMilliseconds: number, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    await waitForStep(startedAt, stepMilliseconds);
  }
}

/** The same for failures only: success is no secret and should be fast. */
export async function evenFailures<T>(stepMilliseconds: number, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await work();
  } catch (error) {
    await waitForStep(startedAt, stepMilliseconds);
    throw error;
  }
}
