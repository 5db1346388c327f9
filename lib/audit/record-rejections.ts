import { db } from '#lib/db/client.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { recordEvent } from './record-event.ts';
import { type CountedRejection, type Rejection, RejectionLog } from './rejection-log.ts';

// Next instantiates a module once per bundle layer; the requests of all of them go into one log.
const name = Symbol.for('gatehouse.rejections');
type Holder = { [name]?: RejectionLog };

function rejectionLog(): RejectionLog {
  const holder = globalThis as Holder;
  holder[name] ??= new RejectionLog();
  return holder[name];
}

/** Remembers that a request was refused; the trail says so a moment later, never while the request waits for it. */
export function noteRejection(rejection: Rejection, count = 1): void {
  rejectionLog().note(rejection, count);
}

function eventOf({ code, target, address, principal, requestId, count }: CountedRejection) {
  // Of an IPv6 network its first address.
  const ip = address?.replace(/\/64$/, '') ?? null;
  const caller = { requestId, ip, userAgent: null, locale: 'en', pool: defaultPool, deviceToken: null, trustedDeviceToken: null };
  return {
    action: 'request.rejected',
    result: 'denied',
    reason: code,
    actorId: principal?.id ?? null,
    subjectId: principal?.type === 'user' ? principal.id : null,
    target,
    changes: { requests: { before: 0, after: count } },
    caller: { ...caller, ...(principal && { principal }) },
  } as const;
}

/** Writes down what was refused since the last time. Whatever cannot be written now waits for the next time. */
export async function recordRejections({ isEnd = false } = {}): Promise<void> {
  const taken = rejectionLog().take(isEnd);
  for (const [index, rejection] of taken.entries()) {
    try {
      await recordEvent(db(), eventOf(rejection));
    } catch (error) {
      for (const { count, ...left } of taken.slice(index)) noteRejection(left, count);
      throw error;
    }
  }
}
