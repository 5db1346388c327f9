import { parseSetCookie } from 'cookie';
import { cookies, headers } from 'next/headers';
import type { BodyInputOf, DataOf, Endpoint } from '#lib/contracts/endpoint.ts';
import { env } from '#lib/env.ts';
import type { ErrorCode, ErrorDetails, FieldError } from '#lib/errors.ts';
import { verdictHeader } from '#lib/rate-limit/verdict.ts';
import { entityTag } from './entity-tag.ts';
import { clientIpHeader } from './internal-headers.ts';
import { poolHeader } from './read-pool.ts';
import type { RouteHandler } from './route.ts';

export type EndpointResult<E extends Endpoint> =
  | { ok: true; status: number; data: DataOf<E> }
  | {
      ok: false;
      code: ErrorCode;
      message: string;
      /** Why, where the code alone does not say it: a word of the endpoint's own. */
      reason?: string;
      fields: FieldError[];
      retryAfterSeconds?: number;
      requestId: string;
    };

type Input<E extends Endpoint> = {
  body?: BodyInputOf<E>;
  /** Instead of a body, where the contract takes a file. */
  file?: { mediaType: string; text: string };
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** Whose accounts it is about, on the sign-in pages (`pagePool`). */
  pool?: string;
  ifMatch?: string;
};

const passedOn = ['cookie', 'user-agent', 'accept-language', 'origin', 'sec-fetch-site', 'x-request-id', clientIpHeader, verdictHeader];

function pathOf(contract: Endpoint, input: Input<Endpoint>): URL {
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''));
  const url = new URL(`/api/v1${path}`, env().APP_URL);
  for (const [name, value] of Object.entries(input.query ?? {})) url.searchParams.set(name, value);
  return url;
}

type ErrorBody = { error: { code: ErrorCode; message: string; details?: ErrorDetails }; metadata: { request_id: string } };

/**
 * How a page's form action calls the API: the same handler, in this process, so that every guard is in one place.
 * Cookies that the handler sets go to the page's own response.
 */
export async function callEndpoint<E extends Endpoint>(
  contract: E,
  handler: RouteHandler,
  input: Input<E> = {},
): Promise<EndpointResult<E>> {
  const incoming = await headers();
  const outgoing = new Headers();
  for (const name of passedOn) {
    const value = incoming.get(name);
    if (value) outgoing.set(name, value);
  }
  // A form always comes from a browser, and a browser always says where it comes from.
  if (contract.method !== 'GET' && !outgoing.has('origin') && !outgoing.has('sec-fetch-site')) outgoing.set('origin', 'null');
  const hasBody = contract.body !== undefined;
  if (hasBody) outgoing.set('content-type', 'application/json');
  if (input.file) outgoing.set('content-type', input.file.mediaType);
  if (input.pool !== undefined) outgoing.set(poolHeader, input.pool);
  if (input.ifMatch !== undefined) outgoing.set('if-match', entityTag(input.ifMatch));
  const request = new Request(pathOf(contract, input as Input<Endpoint>), {
    method: contract.method,
    headers: outgoing,
    ...(hasBody && { body: JSON.stringify(input.body ?? {}) }),
    ...(input.file && { body: input.file.text }),
  });
  const response = await handler(request, { params: Promise.resolve(input.params ?? {}) });
  const jar = await cookies();
  for (const line of response.headers.getSetCookie()) {
    const { name, value = '', ...options } = parseSetCookie(line);
    jar.set(name, value, options as Parameters<typeof jar.set>[2]);
  }
  const answer: unknown = await response.json();
  if (response.ok) return { ok: true, status: response.status, data: (answer as { data: DataOf<E> }).data };
  const { error, metadata } = answer as ErrorBody;
  return {
    ok: false,
    code: error.code,
    message: error.message,
    fields: error.details?.fields ?? [],
    ...(typeof error.details?.reason === 'string' && { reason: error.details.reason }),
    ...(error.details?.retry_after !== undefined && { retryAfterSeconds: error.details.retry_after }),
    requestId: metadata.request_id,
  };
}
