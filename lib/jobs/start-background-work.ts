import { recordRejections } from '#lib/audit/record-rejections.ts';
import { logger } from '#lib/observability/logger.ts';
import { shareRefusals } from '#lib/rate-limit/share-refusals.ts';
import { currentSigner } from '#lib/tokens/signing-keys.ts';
import { repeat } from './repeat.ts';
import { runWorker } from './run-worker.ts';

type Shutdown = (() => Promise<void>)[];

const shutdownKey = Symbol.for('gatehouse.shutdown');
const startedKey = Symbol.for('gatehouse.background-work');

type Holder = { [shutdownKey]?: Shutdown; [startedKey]?: true };

/** Starts what runs beside the requests, once per process, and tells the HTTP front how to stop it. */
export function startBackgroundWork(): void {
  const holder = globalThis as Holder;
  if (holder[startedKey]) return;
  holder[startedKey] = true;
  const worker = runWorker();
  const stopSharing = repeat('limits', 5000, shareRefusals);
  const stopRecording = repeat('audit', 1000, recordRejections, () => recordRejections({ isEnd: true }));
  holder[shutdownKey] ??= [];
  holder[shutdownKey].push(async () => {
    // The last refusals of the limits are among what the trail is told at the end.
    await Promise.all([worker.stop(), stopSharing().then(stopRecording)]);
    (await import('#lib/email/smtp.ts')).closeSmtp();
  });
  // The first request should not pay for reading the keys; without a database it simply reads them later.
  currentSigner().catch((error: unknown) =>
    logger().warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'signing keys are not there yet'),
  );
}
