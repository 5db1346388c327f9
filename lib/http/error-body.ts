import { env } from '#lib/env.ts';
import { type ErrorCode, type ErrorDetails, errorTable } from '#lib/errors.ts';
import { prefersProblem } from './accept.ts';

export const apiVersion = 'v1';

/** When, and under which id, what an answer tells was done: by this request, or by the one it repeats. */
export type Stamp = { requestId: string; timestamp: string };

export function stampOf(requestId: string): Stamp {
  return { requestId, timestamp: new Date().toISOString() };
}

export function metadataOf({ requestId, timestamp }: Stamp) {
  return { timestamp, request_id: requestId, version: apiVersion };
}

/** `status` is the code's own but for what the HTTP front refuses, which has statuses without a code of their own. */
export type ErrorFacts = { code: ErrorCode; status: number; message: string; details?: ErrorDetails | undefined };

/** `roles.0.name` as a JSON pointer (RFC 6901); no path is the whole document. */
function jsonPointer(path: string): string {
  if (path === '') return '';
  return `/${path
    .split('.')
    .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
    .join('/')}`;
}

function problemBody({ code, status, message, details }: ErrorFacts, requestId: string) {
  const { fields, ...rest } = details ?? {};
  return {
    ...rest,
    type: `${env().APP_URL}/docs/errors/${code}`,
    title: errorTable[code].message,
    status,
    detail: message,
    code,
    instance: requestId,
    ...(fields && { errors: fields.map((field) => ({ pointer: jsonPointer(field.path), code: field.code, detail: field.message })) }),
  };
}

/** api.md's error envelope, or the same as RFC 9457 problem details where the caller prefers that. */
export function errorBody(error: ErrorFacts, stamp: Stamp, accept: string | null): { contentType: string; body: string } {
  if (prefersProblem(accept)) return { contentType: 'application/problem+json', body: JSON.stringify(problemBody(error, stamp.requestId)) };
  const { code, message, details } = error;
  const envelope = { success: false, error: { code, message, ...(details && { details }) }, metadata: metadataOf(stamp) };
  return { contentType: 'application/json', body: JSON.stringify(envelope) };
}
