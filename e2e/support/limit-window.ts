import { setTimeout as sleep } from 'node:timers/promises';

const windowMilliseconds = 60_000;

/** Waits until the current minute, the window of most limits, has this many seconds left: what follows falls into one. */
export async function earlyInWindow(seconds: number): Promise<void> {
  const left = windowMilliseconds - (Date.now() % windowMilliseconds);
  if (left < seconds * 1000) await sleep(left + 50);
}
