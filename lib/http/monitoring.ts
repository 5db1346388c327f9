import { timingSafeEqual } from 'node:crypto';
import { authenticate } from '#lib/auth/authenticate.ts';
import { checkAccess } from '#lib/auth/check-access.ts';
import { sha256 } from '#lib/crypto/hash.ts';
import { isDatabaseUnavailable } from '#lib/db/errors.ts';
import { env } from '#lib/env.ts';
import { ServiceError } from '#lib/errors.ts';
import { readFigures } from '#lib/observability/figures.ts';
import { logger } from '#lib/observability/logger.ts';
import { readMetrics } from '#lib/observability/metrics.ts';
import { limitAnonymous } from '#lib/rate-limit/request-limit.ts';
import { verdictHeader } from '#lib/rate-limit/verdict.ts';
import { errorAnswer } from './answer.ts';
import { noteRefusal, type Seen } from './note-refusal.ts';
import { type RequestContext, readRequestContext } from './request-context.ts';

/** True for the token of the configuration. Compared by their hashes, so that the time tells nothing about either. */
function isMonitor(authorization: string | null): boolean {
  const { METRICS_TOKEN: token } = env();
  const given = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  return token !== undefined && given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

async function admit(request: Request, { caller, authorization, sessionCookie }: RequestContext, seen: Seen): Promise<void> {
  if (isMonitor(authorization)) return;
  const authentication = await authenticate({ authorization, sessionCookie, ip: caller.ip });
  if (authentication.principal) seen.principal = authentication.principal;
  else {
    // Guessing the token is limited like everything that shows no good credentials.
    seen.verdict = await limitAnonymous({ ip: caller.ip, verdict: request.headers.get(verdictHeader) });
    const { allowed, resetSeconds } = seen.verdict;
    if (!allowed) throw new ServiceError('RATE_LIMITED', { retryAfterSeconds: resetSeconds, details: { retry_after: resetSeconds } });
  }
  await checkAccess({ permission: 'admin.health.read' }, authentication, caller);
}

function refusalOf(error: unknown, requestId: string): ServiceError {
  if (error instanceof ServiceError) return error;
  if (isDatabaseUnavailable(error)) return new ServiceError('UNAVAILABLE', { retryAfterSeconds: 2 });
  logger().error({ request_id: requestId, err: error }, 'figures could not be told');
  return new ServiceError('INTERNAL');
}

/** For the token of the configuration, which needs no database, and for whoever holds `admin.health.read`. */
function forMonitors(id: string, answer: () => Promise<Response>): (request: Request) => Promise<Response> {
  return async (request) => {
    const context = readRequestContext(request.headers);
    const { requestId } = context.caller;
    const seen: Seen = {};
    try {
      await admit(request, context, seen);
      return await answer();
    } catch (error) {
      const refusal = refusalOf(error, requestId);
      noteRefusal({ id }, refusal, context.caller, seen);
      return errorAnswer(refusal, { requestId, accept: request.headers.get('accept') });
    }
  };
}

const noStore = { 'Cache-Control': 'no-store' };

/** GET /metrics: numbers for Prometheus. */
export const answerMetrics = forMonitors(
  'metrics',
  async () => new Response(await readMetrics(), { headers: { ...noStore, 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' } }),
);

/** GET /health/detailed: the same for a person; 503 while the database does not answer. */
export const answerDetailedHealth = forMonitors('health-detailed', async () => {
  const figures = await readFigures();
  const isUp = figures.database !== null;
  return Response.json({ status: isUp ? 'ok' : 'unavailable', ...figures }, { status: isUp ? 200 : 503, headers: noStore });
});
