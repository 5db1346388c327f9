import { z } from 'zod';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { type ErrorCode, errorTable, type ServiceError } from '#lib/errors.ts';
import { baseHeaders, errorAnswer } from './answer.ts';
import { mediaTypeOf } from './read-body.ts';

/** True when the caller speaks OAuth to an endpoint that does: a form instead of JSON. */
export function speaksOauth(contract: Endpoint, request: Request): boolean {
  return contract.oauth === true && mediaTypeOf(request) === 'application/x-www-form-urlencoded';
}

/** Parameters that an OAuth endpoint does not know are ignored (RFC 6749 §3.2): clients send `client_id` and more. */
export function knownParameters(contract: Endpoint, form: Record<string, string>): Record<string, string> {
  const { body } = contract;
  if (!(body instanceof z.ZodObject)) return form;
  return Object.fromEntries(Object.entries(form).filter(([name]) => Object.hasOwn(body.shape, name)));
}

/** The object that the RFC describes, without an envelope. */
export function oauthAnswer(status: number, data: unknown, requestId: string): Response {
  return new Response(JSON.stringify(data), { status, headers: baseHeaders(requestId, 'application/json') });
}

const errorNames: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'invalid_client',
  INVALID_CREDENTIALS: 'invalid_client',
  TOKEN_EXPIRED: 'invalid_token',
  TOKEN_REVOKED: 'invalid_token',
  FORBIDDEN: 'insufficient_scope',
  RATE_LIMITED: 'temporarily_unavailable',
  UNAVAILABLE: 'temporarily_unavailable',
  INTERNAL: 'server_error',
};

/** An error as RFC 6749 §5.2 has it; a refused bearer token also as RFC 6750 §3. */
export function oauthErrorAnswer(error: ServiceError, context: { requestId: string; authorization: string | null }): Response {
  const presented = /^bearer /i.test(context.authorization ?? '');
  const own = error.details?.oauth_error;
  const named =
    typeof own === 'string'
      ? own
      : (errorNames[error.code] ?? (errorTable[error.code].status === 403 ? 'insufficient_scope' : 'invalid_request'));
  const name = named === 'invalid_client' && presented ? 'invalid_token' : named;
  const [field] = error.details?.fields ?? [];
  const description = field?.path ? `${field.path}: ${field.message}` : error.message;
  const answer = errorAnswer(error, { requestId: context.requestId, accept: null });
  if (answer.headers.has('WWW-Authenticate') && name === 'invalid_token')
    answer.headers.set('WWW-Authenticate', 'Bearer realm="gatehouse", error="invalid_token"');
  // RFC 6749 §5.2: the scheme that the client tried.
  if (answer.headers.has('WWW-Authenticate') && /^basic\b/i.test(context.authorization ?? ''))
    answer.headers.set('WWW-Authenticate', 'Basic realm="gatehouse", charset="UTF-8"');
  // RFC 6749 §5.2: printable ASCII without quotation mark and backslash.
  const error_description = description.replace(/[^\x20-\x7e]|["\\]/g, ' ');
  return new Response(JSON.stringify({ error: name, error_description }), { status: answer.status, headers: answer.headers });
}
