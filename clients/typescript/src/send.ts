import type { Endpoint } from './endpoint.ts';
import { GatehouseError, type GatehouseErrorCode } from './gatehouse-error.ts';
import type { RequestOptions } from './request-options.ts';

export type Pagination = { next_cursor: string | null; has_more: boolean; total?: number };
export type Answer = { data: unknown; pagination?: Pagination };

export type Target = { apiUrl: string; fetch: typeof fetch; pool?: string | undefined };

export type Call = {
  endpoint: Endpoint;
  params: readonly string[];
  input: object | undefined;
  options: RequestOptions;
};

function inPath(name: string, value: string | undefined): string {
  // `..` would climb to the resource above, an empty text would mean all of them.
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..') throw new TypeError(`${name} must be an id.`);
  return encodeURIComponent(value);
}

/** Where a call goes, with its parameters in their places. */
export function addressOf({ apiUrl }: Pick<Target, 'apiUrl'>, { endpoint, params, input }: Omit<Call, 'options'>): URL {
  let index = 0;
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => inPath(name, params[index++]));
  const url = new URL(`${apiUrl}${path}`);
  if (endpoint.input === 'query')
    for (const [name, value] of Object.entries(input ?? {})) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function headersOf({ pool }: Target, { endpoint, options }: Call, token: string | null, idempotencyKey: string | undefined): Headers {
  const headers = new Headers({ Accept: 'application/json', ...options.headers });
  if (endpoint.input === 'body' || endpoint.input === 'empty') headers.set('Content-Type', 'application/json');
  if (pool !== undefined) headers.set('X-Gatehouse-Pool', pool);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  if (idempotencyKey !== undefined) headers.set('Idempotency-Key', idempotencyKey);
  if (options.ifMatch !== undefined) headers.set('If-Match', options.ifMatch);
  return headers;
}

type Envelope = {
  success?: unknown;
  data?: unknown;
  pagination?: Pagination;
  error?: { code?: GatehouseErrorCode; message?: string; details?: Record<string, unknown> };
  metadata?: { request_id?: string };
};

async function envelopeOf(response: Response): Promise<Envelope | null> {
  const text = await response.text();
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function failureOf(response: Response, envelope: Envelope | null): GatehouseError {
  const retryAfter = Number(response.headers.get('retry-after'));
  return new GatehouseError({
    code: envelope?.error?.code ?? 'UNREADABLE',
    message: envelope?.error?.message ?? 'The answer did not come from the API.',
    status: response.status,
    details: envelope?.error?.details ?? {},
    requestId: envelope?.metadata?.request_id ?? response.headers.get('x-request-id'),
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
  });
}

/** One request and its answer. GatehouseError for every refusal, `NETWORK` when none came; AbortError when the caller gave up. */
export async function send(target: Target, call: Call, token: string | null, idempotencyKey?: string): Promise<Answer> {
  const { endpoint, input, options } = call;
  const body = endpoint.input === 'body' || endpoint.input === 'empty' ? JSON.stringify(input ?? {}) : undefined;
  const { fetch } = target;
  const address = addressOf(target, call);
  let response: Response;
  let envelope: Envelope | null;
  try {
    response = await fetch(address, {
      method: endpoint.method,
      headers: headersOf(target, call, token, idempotencyKey),
      // A cookie beside the token would be a second identity, which the API refuses.
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      ...(body !== undefined && { body }),
      ...(options.signal && { signal: options.signal }),
    });
    options.onResponse?.(response);
    envelope = await envelopeOf(response);
  } catch (error) {
    if (options.signal?.aborted || !(error instanceof TypeError)) throw error;
    throw new GatehouseError({ code: 'NETWORK', message: 'No answer from the server.', cause: error });
  }
  if (!response.ok || envelope?.success !== true) throw failureOf(response, envelope);
  return { data: envelope.data, ...(envelope.pagination && { pagination: envelope.pagination }) };
}
