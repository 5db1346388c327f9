import { ServiceError } from '#lib/errors.ts';
import { limitAnonymous } from '#lib/rate-limit/request-limit.ts';
import { limitHeaders, verdictHeader } from '#lib/rate-limit/verdict.ts';
import { errorAnswer } from './answer.ts';
import { clientIp } from './internal-headers.ts';

/**
 * What below /api passes no `route()`: nobody looks at its credentials, so it counts by address like a caller without any.
 * The gate has counted those without credentials; whoever sends some, good or bad, is counted here.
 */
export function limitedByAddress(answer: (request: Request) => Promise<Response> | Response): (request: Request) => Promise<Response> {
  return async (request) => {
    const verdict = await limitAnonymous({ ip: clientIp(request.headers), verdict: request.headers.get(verdictHeader) });
    const { allowed, resetSeconds } = verdict;
    const refusal = new ServiceError('RATE_LIMITED', { retryAfterSeconds: resetSeconds, details: { retry_after: resetSeconds } });
    const requestId = request.headers.get('x-request-id') ?? '';
    const response = allowed ? await answer(request) : errorAnswer(refusal, { requestId, accept: request.headers.get('accept') });
    for (const [name, value] of Object.entries(limitHeaders(verdict))) response.headers.set(name, value);
    return response;
  };
}
