import type { LimitName } from './limit-table.ts';

/** How often one subject was refused under one rule since the last `take`. `key` is null for all that found no place. */
export type Refused = { name: LimitName; bucket: string; key: string | null; count: number; since: number; last: number };

/**
 * Whom this process refused, until it is written down. A refusal costs one look-up here and nothing else; beyond
 * `maxSubjects` the rest is counted together per rule, so that a flood from 100,000 addresses cannot fill the memory.
 */
export class RefusalLog {
  readonly #maxSubjects: number;
  #entries = new Map<string, Refused>();
  #subjects = 0;

  constructor(maxSubjects = 1000) {
    this.#maxSubjects = maxSubjects;
  }

  get size(): number {
    return this.#entries.size;
  }

  note(name: LimitName, bucket: string, key: string): void {
    const now = Date.now();
    this.#add({ name, bucket, key, count: 1, since: now, last: now });
  }

  /** What was noted since the last call; the caller must write it down or `giveBack`. */
  take(): Refused[] {
    const taken = [...this.#entries.values()];
    this.#entries = new Map();
    this.#subjects = 0;
    return taken;
  }

  giveBack(refused: readonly Refused[]): void {
    for (const each of refused) this.#add(each);
  }

  #add(refused: Refused): void {
    const { name, bucket, key } = refused;
    const found = key !== null && this.#entries.get(`${name}:${bucket}:${key}`);
    if (found) {
      merge(found, refused);
    } else if (key !== null && this.#subjects < this.#maxSubjects) {
      this.#subjects += 1;
      this.#entries.set(`${name}:${bucket}:${key}`, { ...refused });
    } else {
      const others = this.#entries.get(`${name}:${bucket}`);
      if (others) merge(others, refused);
      else this.#entries.set(`${name}:${bucket}`, { ...refused, key: null });
    }
  }
}

function merge(into: Refused, { count, since, last }: Refused): void {
  into.count += count;
  into.since = Math.min(into.since, since);
  into.last = Math.max(into.last, last);
}
