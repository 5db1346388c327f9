import process from 'node:process';

const together = 400;

/**
 * Calls `onStop` on the first SIGINT, SIGTERM or SIGHUP and `onForce` on a later one. Ctrl-C arrives twice, from the
 * terminal and from start.mjs: signals within 400 ms count as one.
 */
export function onStopSignal(onStop: () => void, onForce: () => void): void {
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = Date.now();
      if (first === 0) {
        first = now;
        onStop();
      } else if (now - first > together) {
        onForce();
      }
    });
  }
}
