import type { ErrorCode } from '#lib/errors.ts';
import type { PrincipalType } from './caller.ts';

/** A request that was refused: with which answer, at which endpoint (or by which limit), and whose it was. */
export type Rejection = {
  code: ErrorCode;
  target: { type: 'endpoint' | 'limit'; id: string };
  /** The address it came from, as limits count it; null where it could not be told or found no place. */
  address: string | null;
  /** Who it turned out to be from; absent while nobody is known. */
  principal?: { type: PrincipalType; id: string; apiKeyId: string | null };
  /** Of the first of them. */
  requestId: string;
};

export type CountedRejection = Rejection & { count: number };

type Minute = { rejection: Rejection; startedAt: number; unwritten: number; isWritten: boolean };

const minuteMs = 60_000;

function keyOf({ code, target, address, principal }: Rejection): string {
  return [code, target.type, target.id, address, principal?.id, principal?.apiKeyId].join(' ');
}

/**
 * Which requests this process refused, until the trail says so: the first of its kind at once, what follows within a
 * minute together. Noting one costs a look-up and nothing else; beyond `maxKinds` in a minute the rest is counted
 * together per code, so that a flood fills neither the memory nor the trail.
 */
export class RejectionLog {
  readonly #maxKinds: number;
  #minutes = new Map<string, Minute>();

  constructor(maxKinds = 500) {
    this.#maxKinds = maxKinds;
  }

  get size(): number {
    return this.#minutes.size;
  }

  note(rejection: Rejection, count = 1): void {
    const key = keyOf(rejection);
    const found = this.#minutes.get(key);
    if (found) {
      found.unwritten += count;
      return;
    }
    if (this.#minutes.size < this.#maxKinds) {
      this.#minutes.set(key, { rejection, startedAt: Date.now(), unwritten: count, isWritten: false });
      return;
    }
    const { code, requestId } = rejection;
    const others: Rejection = { code, target: { type: rejection.target.type, id: 'others' }, address: null, requestId };
    const together = this.#minutes.get(keyOf(others));
    if (together) together.unwritten += count;
    // One for each code at most: a closed list.
    else this.#minutes.set(keyOf(others), { rejection: others, startedAt: Date.now(), unwritten: count, isWritten: false });
  }

  /** What the trail has to say now; `isEnd` also what would have waited for its minute to end. Whoever calls writes it down or notes it again. */
  take(isEnd = false): CountedRejection[] {
    const taken: CountedRejection[] = [];
    for (const [key, minute] of this.#minutes) {
      const isOver = isEnd || Date.now() - minute.startedAt >= minuteMs;
      if (minute.unwritten > 0 && (isOver || !minute.isWritten)) {
        taken.push({ ...minute.rejection, count: minute.unwritten });
        minute.isWritten = true;
        minute.unwritten = 0;
      }
      if (isOver) this.#minutes.delete(key);
    }
    return taken;
  }
}
