import { availableParallelism } from 'node:os';
import { ServiceError } from '#lib/errors.ts';

type Waiting = { start: () => void };

/**
 * Runs at most `concurrency` jobs at once and keeps at most `maxWaiting` in line; one more is refused with 503,
 * so that a flood of sign-ins is answered fast instead of piling up (threats.md, resource abuse).
 */
export class BoundedQueue {
  readonly #concurrency: number;
  readonly #maxWaiting: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(options: { concurrency: number; maxWaiting: number }) {
    this.#concurrency = options.concurrency;
    this.#maxWaiting = options.maxWaiting;
  }

  get idle(): boolean {
    return this.#running === 0;
  }

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrency) {
      if (this.#waiting.length >= this.#maxWaiting) throw new ServiceError('UNAVAILABLE', { retryAfterSeconds: 1 });
      await new Promise<void>((resolve) => this.#waiting.push({ start: resolve }));
    } else {
      this.#running += 1;
    }
    try {
      return await job();
    } finally {
      // The place passes straight to the next in line; only an empty line frees it.
      const next = this.#waiting.shift();
      if (next) next.start();
      else this.#running -= 1;
    }
  }
}

const cores = availableParallelism();
/** About a third of a second of hashing may wait per core. */
const maxWaiting = 32 * cores;

/** How many slow hashes are under way and waiting before the next is refused. */
export const hashQueueCapacity = cores + maxWaiting;

/** All slow hashing of this process goes through here. */
export const hashQueue = new BoundedQueue({ concurrency: cores, maxWaiting });
