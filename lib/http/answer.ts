import type { Pagination } from '#lib/contracts/paging.ts';
import type { ServiceError } from '#lib/errors.ts';
import { errorBody, metadataOf, type Stamp, stampOf } from './error-body.ts';
import type { FileReply } from './reply.ts';

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
  const body = JSON.stringify({ success: true, data, ...(pagination && { pagination }), metadata: metadataOf(stamp) });
  return new Response(body, { status, headers: baseHeaders(requestId, 'application/json') });
}

/** A file, read piece by piece as fast as it is taken. One that breaks off is a connection that breaks off, never a shorter file. */
export function fileAnswer({ name, mediaType, content }: FileReply, requestId: string): Response {
  const headers = baseHeaders(requestId, mediaType);
  headers.set('Content-Disposition', `attachment; filename="${name}"`);
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await content.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void (await content.return?.()),
  });
  return new Response(body, { headers });
}

/** A redirect to a place that a service chose. */
export function redirectAnswer(status: number, location: string, requestId: string): Response {
  const headers = baseHeaders(requestId, 'text/plain');
  headers.delete('Content-Type');
  headers.set('Location', location);
  return new Response(null, { status, headers });
}

/** A refusal in the form that the caller prefers. */
export function errorAnswer(error: ServiceError, context: { requestId: string; accept: string | null; stamp?: Stamp }): Response {
  const { code, message, details, status } = error;
  const { requestId, accept, stamp = stampOf(requestId) } = context;
  const { contentType, body } = errorBody({ code, status, message, details }, stamp, accept);
  const headers = baseHeaders(requestId, contentType);
  if (error.retryAfterSeconds !== undefined) headers.set('Retry-After', String(error.retryAfterSeconds));
  if (code === 'UNAUTHENTICATED' || code === 'TOKEN_EXPIRED' || code === 'TOKEN_REVOKED')
    headers.set('WWW-Authenticate', 'Bearer realm="gatehouse"');
  return new Response(body, { status, headers });
}
