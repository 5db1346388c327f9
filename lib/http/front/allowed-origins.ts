import { setTimeout as sleep } from 'node:timers/promises';

type Source = () => Promise<{ has(origin: string): boolean }>;

// The front runs outside Next's bundle and has no database; what has one leaves its reader here.
const key = Symbol.for('gatehouse.allowed-origins');
const holder = globalThis as { [key]?: Source };

/** A database that hangs must not keep a request waiting before it is even looked at. */
const patienceMilliseconds = 1000;

/** Where the front learns the origins of applications; called once, when the application starts. */
export function offerAllowedOrigins(source: Source): void {
  holder[key] = source;
}

/** The caller's origin if an application has it, otherwise null: also while the list cannot be read. */
export async function findAllowedOrigin(origin: string): Promise<string | null> {
  const source = holder[key];
  if (!source) return null;
  const waiting = new AbortController();
  const origins = await Promise.race([
    source().catch(() => null),
    sleep(patienceMilliseconds, null, { signal: waiting.signal, ref: false }).catch(() => null),
  ]);
  waiting.abort();
  return origins?.has(origin) ? origin : null;
}
