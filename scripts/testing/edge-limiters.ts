import { createRequire } from 'node:module';
import { rolldown } from 'rolldown';
import type { createLimiter } from '#lib/rate-limit/limiter.ts';
import { inProject } from '#scripts/paths.ts';

type Sandbox = { EdgeRuntime: new (options: { initialCode: string }) => { context: unknown } };
// Next brings it along without types.
const { EdgeRuntime } = createRequire(import.meta.url)('next/dist/compiled/edge-runtime') as Sandbox;

/** The sandbox that Next runs the middleware in, with the limiter bundled into it: its own globals, no Node. */
export type EdgeLimiters = { createLimiter: typeof createLimiter; useClock(clock: DateConstructor): void };

export async function startEdge(): Promise<EdgeLimiters> {
  const bundle = await rolldown({
    input: inProject('lib', 'rate-limit', 'limiter.ts'),
    platform: 'browser',
    resolve: { conditionNames: ['edge-light', 'worker', 'browser', 'import', 'default'] },
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'limits' });
  const runtime = new EdgeRuntime({ initialCode: `globalThis.process = { env: {} };${output[0].code}\nglobalThis.limits = limits;` });
  const context = runtime.context as { limits: Pick<EdgeLimiters, 'createLimiter'>; Date: DateConstructor };
  return {
    createLimiter: (options) => context.limits.createLimiter(options),
    useClock: (clock) => {
      context.Date = clock;
    },
  };
}
