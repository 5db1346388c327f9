import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process believes what it read. Changes count everywhere within a second; reading takes its part of it. */
const freshMilliseconds = 800;
/** However many callers doubt the copy, the database is asked this seldom. */
const againMilliseconds = 50;

/** A process's copy of something in the database. */
export type FreshCopy<Value> = {
  /** At most a second old; one query per second and process, however many readers there are. */
  read: () => Promise<Value>;
  /** Read from the database after this call began: for whoever met something that the copy does not know. */
  readAgain: () => Promise<Value>;
  /** The next reader asks the database: this process has just changed it. */
  forget: () => void;
};

type Entry<Value> = { startedAt: number; value: Promise<Value> };

/**
 * Keeps what `load` reads for less than a second. `LISTEN` would drop silently behind a pooler in transaction mode. A
 * failed read is an error for its readers and is not kept: what cannot be read is not assumed.
 */
export function freshCopy<Value>(name: string, load: () => Promise<Value>): FreshCopy<Value> {
  // On globalThis: pages and route handlers are bundled apart, but a change must count at once for both.
  const key = Symbol.for(`gatehouse.fresh-copy.${name}`);
  const holder = globalThis as { [key]?: Entry<Value> | undefined };
  let again: Promise<Value> | undefined;

  function begin(): Promise<Value> {
    const entry: Entry<Value> = { startedAt: performance.now(), value: load() };
    holder[key] = entry;
    entry.value.catch(() => {
      if (holder[key] === entry) holder[key] = undefined;
    });
    return entry.value;
  }

  async function beginSoon(): Promise<Value> {
    const startedAt = holder[key]?.startedAt ?? 0;
    // Always a pause, so that `again` is set before it is taken back.
    await sleep(Math.max(0, startedAt + againMilliseconds - performance.now()));
    // Whoever comes from here on may know of something newer.
    again = undefined;
    return begin();
  }

  return {
    read: () => {
      const entry = holder[key];
      return entry && performance.now() - entry.startedAt < freshMilliseconds ? entry.value : begin();
    },
    readAgain: () => {
      again ??= beginSoon();
      return again;
    },
    forget: () => {
      holder[key] = undefined;
    },
  };
}
