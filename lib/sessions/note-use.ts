import { logger } from '#lib/observability/logger.ts';
import { lifetimes } from './lifetimes.ts';

const beingNoted = new Set<string>();

/** Notes that a key or secret was used, once a minute, beside the request: nobody waits for it, and a burst writes it once. */
export function noteUse({ id, lastUsedAt }: { id: string; lastUsedAt: Date | null }, write: (now: Date) => PromiseLike<unknown>): void {
  const now = new Date();
  if ((lastUsedAt && now.getTime() - lastUsedAt.getTime() <= lifetimes.lastSeenResolution * 1000) || beingNoted.has(id)) return;
  beingNoted.add(id);
  Promise.resolve(write(now))
    .catch((error: unknown) => logger().warn({ err: error }, 'the use of a credential could not be noted'))
    .finally(() => beingNoted.delete(id));
}
