import type { BodyInputOf, DataOf, Endpoint } from '#lib/contracts/endpoint.ts';
import type { ErrorCode, ErrorDetails } from '#lib/errors.ts';
import { ApiError } from './api-error.ts';

type CallInput<E extends Endpoint> = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: BodyInputOf<E>;
  /** Instead of a body, where the contract takes a file. */
  file?: { mediaType: string; content: Blob };
  signal?: AbortSignal;
};

type Answer =
  | { success: true; data: unknown }
  | { success: false; error: { code: ErrorCode; message: string; details?: ErrorDetails }; metadata: { request_id: string } };

function addressOf(contract: Endpoint, params: Record<string, string>, query: Record<string, string> | undefined): string {
  const path = contract.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return `/api/v1${path}${search ? `?${search}` : ''}`;
}

/** Calls one endpoint from the browser with the session cookie. Answers its `data`; throws ApiError for everything else. */
export async function call<E extends Endpoint>(
  contract: E,
  { params = {}, query, body, file, signal }: CallInput<E> = {},
): Promise<DataOf<E>> {
  let response: Response;
  try {
    response = await fetch(addressOf(contract, params, query), {
      method: contract.method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(file && { 'Content-Type': file.mediaType }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file && { body: file.content }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ code: 'NETWORK', message: 'No answer from the server.', status: 0 });
  }
  const answer = (await response.json().catch(() => null)) as Answer | null;
  if (answer?.success) return answer.data as DataOf<E>;
  const retryAfter = Number(response.headers.get('retry-after'));
  throw new ApiError({
    code: answer?.error.code ?? 'UNAVAILABLE',
    message: answer?.error.message ?? 'The server gave an answer that cannot be read.',
    status: response.status,
    fields: answer?.error.details?.fields ?? [],
    requestId: answer?.metadata.request_id ?? response.headers.get('x-request-id'),
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
  });
}
