import { GatehouseError } from './gatehouse-error.ts';

/** Waits for something that others wait for too: giving up ends the wait, not the thing. */
export function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

const gateway = new Set([502, 503, 504]);
const longestWaitSeconds = 10;

/** Seconds to wait before the next try; null when another one makes no sense. */
function waitAfter(error: unknown, tries: number): number | null {
  if (!(error instanceof GatehouseError)) return null;
  // `in_progress`: the try before, under the same Idempotency-Key, is still at work.
  const unanswered = error.code === 'NETWORK' || gateway.has(error.status) || error.details.reason === 'in_progress';
  if (!unanswered) return null;
  const seconds = error.retryAfterSeconds ?? 0.2 * 2 ** tries * (0.75 + Math.random() / 2);
  return seconds <= longestWaitSeconds ? seconds : null;
}

/** Does something again, up to `retries` times, while no answer comes or the server is busy. */
export async function withRetries<T>(retries: number, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const seconds = tries < retries ? waitAfter(error, tries) : null;
      if (seconds === null) throw error;
      await abortable(new Promise<void>((done) => setTimeout(done, seconds * 1000)), signal);
    }
  }
}
