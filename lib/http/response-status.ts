import { AsyncLocalStorage } from 'node:async_hooks';

type ChosenStatus = { status: number | null };

/** The front and Next's bundle each have their own copy of this module; the storage is shared through the global object. */
function storage(): AsyncLocalStorage<ChosenStatus> {
  const holder = globalThis as { [key: symbol]: AsyncLocalStorage<ChosenStatus> | undefined };
  const key = Symbol.for('gatehouse.response-status');
  const shared = holder[key] ?? new AsyncLocalStorage<ChosenStatus>();
  holder[key] = shared;
  return shared;
}

type ResponseHead = { statusCode: number; writeHead: (...parameters: never[]) => unknown };

/**
 * Lets pages choose their status. Next offers a page 200, 404 and redirects; its `forbidden()` answers 403 with an empty
 * body that only a script fills. A page calls `answerWithStatus()`, and the front puts that status in place of the 200.
 */
export function withChosenStatus<T>(response: ResponseHead, handle: () => T): T {
  const chosen: ChosenStatus = { status: null };
  const writeHead = response.writeHead.bind(response) as (...parameters: unknown[]) => unknown;
  response.writeHead = ((...[status, ...rest]: unknown[]) => {
    const replaced = status === 200 && chosen.status !== null ? chosen.status : status;
    return writeHead(replaced, ...rest);
  }) as ResponseHead['writeHead'];
  return storage().run(chosen, handle);
}

/** Answers the page that is being rendered with this status. Only before its first byte is sent. */
export function answerWithStatus(status: number): void {
  const chosen = storage().getStore();
  if (chosen) chosen.status = status;
}
