import { expect, it, vi } from 'vitest';

/** A database address where nobody answers: the connection is accepted by nobody, and hangs or is refused. */
async function healthAt(url: string) {
  vi.stubEnv('DATABASE_URL', url);
  vi.resetModules();
  delete (globalThis as { gatehouseDatabase?: unknown }).gatehouseDatabase;
  return import('./health.ts');
}

it('ready is 200 on a migrated database and tells nothing more', async () => {
  const { answerReady, answerLive } = await import('./health.ts');
  const response = await answerReady();
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({ status: 'ok' });
  expect(answerLive().status).toBe(200);
});

it('without a database ready is 503 within a second and a half, live stays 200', async () => {
  const { answerReady, answerLive } = await healthAt('postgresql://gatehouse:secret@127.0.0.1:9/nothing');
  const started = performance.now();
  const response = await answerReady();
  expect(performance.now() - started).toBeLessThan(1500);
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toEqual({ status: 'unavailable' });
  expect(answerLive().status).toBe(200);
});
