import type { Endpoint } from '#lib/contracts/endpoint.ts';
import type { Pagination } from '#lib/contracts/paging.ts';
import { env } from '#lib/env.ts';
import type { ServiceError } from '#lib/errors.ts';
import { errorAnswer, fileAnswer, redirectAnswer, successAnswer } from './answer.ts';
import { entityTag, isKnown } from './entity-tag.ts';
import type { Stamp } from './error-body.ts';
import { oauthAnswer, oauthErrorAnswer, speaksOauth } from './oauth-answer.ts';
import { FileReply, Reply } from './reply.ts';

/** What a service answered, in plain values: it can be kept and answered again. */
export type Answered = {
  status: number;
  data: unknown;
  cookies: readonly string[];
  location?: string | undefined;
  version?: number | string | undefined;
  pagination?: Pagination | undefined;
  /** A file instead of data; never kept. */
  file?: FileReply;
};

/** Outside production an answer with more, less or other fields than the contract says is a bug that must show. */
function checkAnswer(contract: Endpoint, status: number, data: unknown): unknown {
  const schema = contract.responses[status];
  if (!schema) throw new Error(`${contract.id} answered ${status}, which its contract does not list.`);
  return schema.parse(data);
}

/** What the service returned, checked against its contract. */
export function toAnswered(contract: Endpoint, result: unknown): Answered {
  if (Boolean(contract.file) !== result instanceof FileReply)
    throw new Error(`${contract.id} answers a file if and only if its contract says so.`);
  if (result instanceof FileReply) return { status: 200, data: null, cookies: [], file: result };
  const reply = result instanceof Reply ? result : new Reply(result);
  const status = reply.status ?? Number(Object.keys(contract.responses)[0]);
  const data = checkAnswer(contract, status, reply.data);
  if (Boolean(contract.paged) !== Boolean(reply.pagination))
    throw new Error(`${contract.id} answers a page if and only if its contract says so.`);
  if (Boolean(contract.versioned) !== (reply.version !== undefined))
    throw new Error(`${contract.id} answers a version if and only if its contract says so.`);
  return { status, data, cookies: reply.cookies, location: reply.location, version: reply.version, pagination: reply.pagination };
}

/** Whose words an answer has: `stamp` is of the request that did the work, `requestId` of this one. */
type About = { requestId: string; stamp: Stamp };

function bodyOf(
  contract: Endpoint,
  request: Request,
  { status, data, location, pagination }: Answered,
  { requestId, stamp }: About,
): Response {
  if (location) return redirectAnswer(status, location, requestId);
  if (speaksOauth(contract, request)) return oauthAnswer(status, data, requestId);
  return successAnswer(status, data, { requestId, stamp, pagination });
}

/** Where the first and the next page are (RFC 8288): the address that was asked, with another cursor. */
function pageLinks(request: Request, { next_cursor: cursor }: Pagination): string {
  const { pathname, search } = new URL(request.url);
  const page = (at: string | null) => {
    const url = new URL(`${pathname}${search}`, env().APP_URL);
    url.searchParams.delete('cursor');
    if (at) url.searchParams.set('cursor', at);
    return url.href;
  };
  return [`<${page(null)}>; rel="first"`, ...(cursor ? [`<${page(cursor)}>; rel="next"`] : [])].join(', ');
}

/** Nothing new for a caller that has this version already. */
function notModified(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.delete('Content-Type');
  return new Response(null, { status: 304, headers });
}

/** The response to what was answered, in the form that this caller speaks. */
export function toResponse(contract: Endpoint, request: Request, answered: Answered, about: About): Response {
  const { version, pagination, cookies } = answered;
  if (answered.file) return fileAnswer(answered.file, about.requestId);
  const response = bodyOf(contract, request, answered, about);
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
  if (pagination) response.headers.set('Link', pageLinks(request, pagination));
  if (version === undefined) return response;
  response.headers.set('ETag', entityTag(version));
  return contract.method === 'GET' && isKnown(request.headers.get('if-none-match'), version) ? notModified(response) : response;
}

/** The response to what was refused, likewise. */
export function toRefusal(contract: Endpoint, request: Request, refusal: ServiceError, { requestId, stamp }: About): Response {
  const { headers } = request;
  return speaksOauth(contract, request)
    ? oauthErrorAnswer(refusal, { requestId, authorization: headers.get('authorization')?.trim() || null })
    : errorAnswer(refusal, { requestId, stamp, accept: headers.get('accept') });
}
