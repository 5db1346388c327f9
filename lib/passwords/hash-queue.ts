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

  /** How many are under way, how many wait for their turn, and how many there may be of both together. */
  get figures(): { running: number; waiting: number; capacity: number } {
    return { running: this.#running, waiting: this.#waiting.length, capacity: this.#concurrency + this.#maxWaiting };
  }

  get idle(): boolean {
    return this.#running === 0;
  }

  /** Whether the next job would be refused. */
  get isFull(): boolean {
    return this.#running >= this.#concurrency && this.#waiting.length >= this.#maxWaiting;
  }

  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrency) {
      if (this.isFull) throw new ServiceError('UNAVAILABLE', { retryAfterSeconds: 1 });
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

// Next instantiates a module once per bundle layer, and server.ts is outside of its bundles: two queues would allow twice the work.
const processWide = Symbol.for('gatehouse.hash-queues');
type Shared = { hashes: BoundedQueue; signIns: BoundedQueue };
const shelf = globalThis as typeof globalThis & { [processWide]?: Shared };
shelf[processWide] ??= {
  hashes: new BoundedQueue({ concurrency: cores, maxWaiting }),
  signIns: new BoundedQueue({ concurrency: hashQueueCapacity, maxWaiting: 0 }),
};

/** All slow hashing of this process goes through here. */
export const hashQueue = shelf[processWide].hashes;

/** The password sign-ins under way: no more than the hashes' queue holds. The next is refused before it costs a query. */
export const signInAdmission = shelf[processWide].signIns;
