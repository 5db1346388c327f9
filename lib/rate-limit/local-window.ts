type Entry = { window: number; current: number; previous: number };

/** `resetAt` in milliseconds since the epoch; `refund` gives this one request back. */
export type Counted = { allowed: boolean; remaining: number; resetAt: number; refund: () => void };

const nothing = () => {};

/**
 * A sliding window counted in this process, with the arithmetic of `Ratelimit.slidingWindow`, so that both give the
 * same answers: the previous window counts by the part of it that the sliding window still covers.
 * Synchronous, therefore exact under any number of parallel calls.
 */
export class LocalWindow {
  readonly #maxKeys: number;
  // One map per window length: each is then ordered by age, and the oldest entry is always the first.
  readonly #maps = new Map<number, Map<string, Entry>>();

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    let size = 0;
    for (const map of this.#maps.values()) size += map.size;
    return size;
  }

  consume(key: string, max: number, windowSeconds: number): Counted {
    const length = windowSeconds * 1000;
    const now = Date.now();
    const entry = this.#entry(key, windowSeconds, Math.floor(now / length));
    // A clock set back must not reopen a window that was already counted.
    const moment = Math.max(now, entry.window * length);
    const previous = Math.floor((1 - (moment % length) / length) * entry.previous);
    const resetAt = (entry.window + 1) * length;
    if (previous + entry.current >= max) return { allowed: false, remaining: 0, resetAt, refund: nothing };
    entry.current += 1;
    const { window } = entry;
    const refund = () => {
      if (entry.window === window) entry.current -= 1;
      else if (entry.window === window + 1) entry.previous -= 1;
    };
    return { allowed: true, remaining: max - previous - entry.current, resetAt, refund };
  }

  /** As if this key had never asked, in windows of any length. */
  forget(key: string): void {
    for (const map of this.#maps.values()) map.delete(key);
  }

  #entry(key: string, windowSeconds: number, window: number): Entry {
    const map = this.#maps.get(windowSeconds) ?? new Map<string, Entry>();
    this.#maps.set(windowSeconds, map);
    const found = map.get(key);
    if (found && found.window >= window) return found;
    if (found) {
      found.previous = found.window === window - 1 ? found.current : 0;
      found.current = 0;
      found.window = window;
      map.delete(key);
      map.set(key, found);
      return found;
    }
    this.#makeRoom(map, window);
    const created = { window, current: 0, previous: 0 };
    map.set(key, created);
    return created;
  }

  /** Each new key removes up to two entries that no longer count, and the oldest one when all still do. */
  #makeRoom(map: Map<string, Entry>, window: number): void {
    let checked = 0;
    for (const [key, entry] of map) {
      const expired = entry.window < window - 1;
      if (!expired && map.size < this.#maxKeys) return;
      map.delete(key);
      checked += 1;
      if (checked === 2) return;
    }
  }
}
