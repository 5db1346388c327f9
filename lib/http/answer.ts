import type { Pagination } from '#lib/contracts/paging.ts';
import { env } from '#lib/env.ts';
import { type ErrorCode, type ErrorDetails, errorTable, type ServiceError } from '#lib/errors.ts';

export const apiVersion = 'v1';

/** When, and under which id, what an answer tells was done: by this request, or by the one it repeats. */
export type Stamp = { requestId: string; timestamp: string };

export function stampOf(requestId: string): Stamp {
  return { requestId, timestamp: new Date().toISOString() };
}

function metadata({ requestId, timestamp }: Stamp) {
  return { timestamp, request_id: requestId, version: apiVersion };
}

/** What every answer of the API carries. */
export function baseHeaders(requestId: string, contentType: string): Headers {
  return new Headers({
    'Content-Type': contentType,
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    Vary: 'Accept, Authorization, Cookie',
  });
}

/** api.md's success envelope. */
export function successAnswer(
  status: number,
  data: unknown,
  { requestId, stamp, pagination }: { requestId: string; stamp: Stamp; pagination?: Pagination | undefined },
): Response {
  const body = JSON.stringify({ success: true, data, ...(pagination && { pagination }), metadata: metadata(stamp) });
  return new Response(body, { status, headers: baseHeaders(requestId, 'application/json') });
}

/** A redirect to a place that a service chose. */
export function redirectAnswer(status: number, location: string, requestId: string): Response {
  const headers = baseHeaders(requestId, 'text/plain');
  headers.delete('Content-Type');
  headers.set('Location', location);
  return new Response(null, { status, headers });
}

function jsonPointer(path: string): string {
  return `/${path
    .split('.')
    .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .join('/')}`;
}

function problemBody(code: ErrorCode, status: number, message: string, details: ErrorDetails | undefined, requestId: string) {
  const { fields, ...rest } = details ?? {};
  return {
    type: `${env().APP_URL}/docs/errors/${code}`,
    title: errorTable[code].message,
    status,
    detail: message,
    code,
    instance: requestId,
    ...(fields && { errors: fields.map((field) => ({ pointer: jsonPointer(field.path), code: field.code, detail: field.message })) }),
    ...rest,
  };
}

function wantsProblem(accept: string | null): boolean {
  return accept?.includes('application/problem+json') ?? false;
}

/** api.md's error envelope, or the same as RFC 9457 problem details where the caller asks for that. */
export function errorAnswer(error: ServiceError, context: { requestId: string; accept: string | null; stamp?: Stamp }): Response {
  const { code, message, details, status } = error;
  const { requestId, accept, stamp = stampOf(requestId) } = context;
  const problem = wantsProblem(accept);
  const body = problem
    ? problemBody(code, status, message, details, stamp.requestId)
    : { success: false, error: { code, message, ...(details && { details }) }, metadata: metadata(stamp) };
  const headers = baseHeaders(requestId, problem ? 'application/problem+json' : 'application/json');
  if (error.retryAfterSeconds !== undefined) headers.set('Retry-After', String(error.retryAfterSeconds));
  if (code === 'UNAUTHENTICATED' || code === 'TOKEN_EXPIRED' || code === 'TOKEN_REVOKED')
    headers.set('WWW-Authenticate', 'Bearer realm="gatehouse"');
  return new Response(JSON.stringify(body), { status, headers });
}
