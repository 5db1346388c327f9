import { db } from '#lib/db/client.ts';
import { logger } from './logger.ts';

const timeoutMilliseconds = 1000;
const reuseMilliseconds = 1000;

function answer(status: number, body: { status: string }): Response {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  if (status === 503) headers['Retry-After'] = '5';
  return Response.json(body, { status, headers });
}

/** 200 as long as the process answers at all: a database that is away is no reason to restart it. */
export function answerLive(): Response {
  return answer(200, { status: 'ok' });
}

async function databaseIsReady(): Promise<boolean> {
  // One name from each schema that the migrations make.
  const [row] = await db().$queryRaw<{ migrated: boolean }[]>`
    SELECT bool_and(to_regclass(name) IS NOT NULL) AS migrated
    FROM unnest(ARRAY['public.user', 'public.audit_event', 'vault.data_key', 'graphile_worker.jobs']) AS name`;
  return row?.migrated === true;
}

type Check = { result: Promise<boolean>; settledAt: number | undefined };
let latest: Check | undefined;

function reusable(check: Check): boolean {
  return check.settledAt === undefined || Date.now() - check.settledAt < reuseMilliseconds;
}

/** Many probes share one query, so that nobody can exhaust the connections by asking whether there are any left. */
function checkOnce(): Promise<boolean> {
  if (latest && reusable(latest)) return latest.result;
  const check: Check = { result: databaseIsReady(), settledAt: undefined };
  check.result = check.result
    .catch((error: unknown) => {
      logger().warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'the database is not ready');
      return false;
    })
    .finally(() => {
      check.settledAt = Date.now();
    });
  latest = check;
  return check.result;
}

/** 200 when requests can be answered: the database responds within a second and is migrated. Else 503. Tells nothing more. */
export async function answerReady(): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), timeoutMilliseconds);
  });
  const ready = await Promise.race([checkOnce(), tooLate]).finally(() => clearTimeout(timer));
  return ready ? answer(200, { status: 'ok' }) : answer(503, { status: 'unavailable' });
}
