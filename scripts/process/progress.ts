import process from 'node:process';

/** Writes one line for the person at the terminal. */
export function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Writes one line to standard error. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

function duration(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/**
 * Shows a step while it runs and what it took. Several steps may run at once, so each line is written whole;
 * a step shorter than `quietBelowMs` is not mentioned.
 */
export async function step<T>(title: string, work: () => Promise<T>, options: { quietBelowMs?: number } = {}): Promise<T> {
  const started = Date.now();
  const quiet = options.quietBelowMs ?? 0;
  let announced = quiet === 0;
  if (announced) say(`… ${title}`);
  const announce = setTimeout(() => {
    if (announced) return;
    announced = true;
    say(`… ${title}`);
  }, quiet);
  const reminder = setInterval(() => say(`… ${title} (${duration(started)} so far)`), 15_000);
  try {
    const result = await work();
    if (announced) say(`✓ ${title} (${duration(started)})`);
    return result;
  } catch (error) {
    say(`✗ ${title} (${duration(started)})`);
    throw error;
  } finally {
    clearTimeout(announce);
    clearInterval(reminder);
  }
}

/** A failure that was explained to the person already or explains itself; shown without a stack. */
export class StartFailure extends Error {}

/** Runs a command-line entry: failures end it with exit code 1, in words when they are for the person. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof StartFailure) complain(`\n${error.message}`);
    else complain(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  }
  // Idle timers of closed connection pools would keep the process for another ten seconds.
  process.stdout.write('', () => process.exit());
}
