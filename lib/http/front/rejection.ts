import { type ErrorCode, errorTable } from '#lib/errors.ts';
import { errorBody, stampOf } from '../error-body.ts';

/** Statuses that are answered before the application sees the request. */
export type RejectedStatus = 400 | 405 | 408 | 413 | 414 | 415 | 417 | 431 | 500 | 503;

const rejections: Record<RejectedStatus, { code: ErrorCode; message: string; reason: string }> = {
  400: { code: 'VALIDATION_FAILED', message: 'The request is malformed.', reason: 'Bad Request' },
  405: { code: 'METHOD_NOT_ALLOWED', message: errorTable.METHOD_NOT_ALLOWED.message, reason: 'Method Not Allowed' },
  408: { code: 'VALIDATION_FAILED', message: 'The request took too long to arrive.', reason: 'Request Timeout' },
  413: { code: 'PAYLOAD_TOO_LARGE', message: errorTable.PAYLOAD_TOO_LARGE.message, reason: 'Content Too Large' },
  414: { code: 'VALIDATION_FAILED', message: 'The address is too long.', reason: 'URI Too Long' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send the body without compression.', reason: 'Unsupported Media Type' },
  417: { code: 'VALIDATION_FAILED', message: 'This expectation cannot be met.', reason: 'Expectation Failed' },
  431: { code: 'VALIDATION_FAILED', message: 'The request headers are too large.', reason: 'Request Header Fields Too Large' },
  500: { code: 'INTERNAL', message: errorTable.INTERNAL.message, reason: 'Internal Server Error' },
  503: { code: 'UNAVAILABLE', message: errorTable.UNAVAILABLE.message, reason: 'Service Unavailable' },
};

export type Rejection = { status: RejectedStatus; reason: string; headers: Record<string, string>; body: string };

/** What is known of the request that is refused. */
export type Refused = { path: string; requestId: string; accept: string | null };

/** A whole answer for a request that goes no further: api.md's error body below /api, a line of text elsewhere. */
export function rejection(status: RejectedStatus, { path, requestId, accept }: Refused): Rejection {
  const { code, message, reason } = rejections[status];
  const { contentType, body } = /^\/api(?:\/|$)/.test(path)
    ? errorBody({ code, status, message }, stampOf(requestId), accept)
    : { contentType: 'text/plain; charset=utf-8', body: `${status} ${message}\n` };
  const headers: Record<string, string> = {
    'Content-Type': contentType,
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Request-Id': requestId,
    Connection: 'close',
  };
  if (status === 405) headers.Allow = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
  if (status === 503) headers['Retry-After'] = '1';
  return { status, reason, headers, body };
}

/** The same as bytes for a socket on which no request could be read. */
export function rawRejection(rejected: Rejection): string {
  const lines = Object.entries({ ...rejected.headers, Date: new Date().toUTCString() }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${rejected.status} ${rejected.reason}\r\n${lines.join('')}\r\n${rejected.body}`;
}
