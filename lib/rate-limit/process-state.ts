import { LocalWindow } from './local-window.ts';
import { RefusalLog } from './refusal-log.ts';

/** What this process counts by itself, whom it refused, and which counters it forgot lately on somebody's word. */
export type ProcessState = { window: LocalWindow; refusals: RefusalLog; forgotten: Set<string> };

// 100 bytes each: under 10 MB however many addresses a flood has.
const maxKeys = 50_000;

const name = Symbol.for('gatehouse.rate-limit.process');
type Home = { [name]?: ProcessState };

/**
 * The one object that all of this process sees. Next instantiates a module once per bundle layer, which `globalThis` would
 * survive, and runs the middleware in a sandbox with a `globalThis` of its own, which it does not: each would grant the whole
 * budget. The sandbox is given Node's own AsyncLocalStorage class, and Next puts the same class on Node's `globalThis`.
 * Where there is none (another edge, a test), each counts for itself. e2e/limits.spec.ts turns red when Next changes this.
 */
function home(): Home {
  const { AsyncLocalStorage } = globalThis as { AsyncLocalStorage?: Home };
  return AsyncLocalStorage ?? (globalThis as Home);
}

export function processState(): ProcessState {
  const place = home();
  place[name] ??= { window: new LocalWindow(maxKeys), refusals: new RefusalLog(), forgotten: new Set() };
  return place[name];
}
