import type { z } from 'zod';
import { authenticate } from '#lib/auth/authenticate.ts';
import { checkAccess } from '#lib/auth/check-access.ts';
import type { BodyOf, DataOf, Endpoint, ParamsOf, QueryOf } from '#lib/contracts/endpoint.ts';
import { isDatabaseUnavailable } from '#lib/db/errors.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { logger } from '#lib/observability/logger.ts';
import { limitAnonymous, limitCaller, limitSensitive } from '#lib/rate-limit/request-limit.ts';
import { limitHeaders, type Verdict, verdictHeader } from '#lib/rate-limit/verdict.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { errorAnswer, redirectAnswer, successAnswer } from './answer.ts';
import { maxBodyBytes } from './body-limit.ts';
import { entityTag } from './entity-tag.ts';
import { toFieldErrors } from './field-errors.ts';
import { knownParameters, oauthAnswer, oauthErrorAnswer, speaksOauth } from './oauth-answer.ts';
import { checkOrigin } from './origin-check.ts';
import { checkText, readFormBody, readJsonBody } from './read-body.ts';
import { Reply } from './reply.ts';
import { type RequestContext, readRequestContext } from './request-context.ts';

type ActorOf<E extends Endpoint> = E['access'] extends { anyone: true } ? Actor | null : Actor;

/** What a service gets: who calls, what was parsed, and the facts of the request. */
export type EndpointInput<E extends Endpoint> = {
  actor: ActorOf<E>;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  context: RequestContext;
};

export type Service<E extends Endpoint> = (input: EndpointInput<E>) => Promise<DataOf<E> | Reply<DataOf<E>>>;

type PathParams = Record<string, string | string[] | undefined>;
/** Web-standard but for the second argument, which Next fills with the dynamic parts of the path. */
export type RouteHandler = ((request: Request, path: { params: Promise<PathParams> }) => Promise<Response>) & { contract?: Endpoint };

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new ServiceError('VALIDATION_FAILED', { details: { fields: toFieldErrors(result.error.issues) } });
}

function readQuery(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(query, name)) throw fieldError(name, 'repeated', 'Give this parameter once.');
    Object.defineProperty(query, name, { value, enumerable: true });
  }
  checkText(query);
  return query;
}

async function readBody(contract: Endpoint, request: Request): Promise<unknown> {
  const maxBytes = maxBodyBytes(`/api/v1${contract.path}`);
  if (!speaksOauth(contract, request)) return readJsonBody(request, maxBytes);
  const form = await readFormBody(request, maxBytes);
  checkText(form);
  return knownParameters(contract, form);
}

async function readInput(contract: Endpoint, request: Request, pathParams: PathParams) {
  const query = readQuery(new URL(request.url));
  if (!contract.query && Object.keys(query).length > 0)
    throw fieldError(Object.keys(query)[0] ?? '', 'unknown_field', 'This parameter is not known.');
  checkText(pathParams);
  return {
    params: parseParams(contract.params, pathParams),
    query: parse(contract.query, query),
    body: contract.body ? parse(contract.body, await readBody(contract, request)) : undefined,
  };
}

/** An id that cannot exist names nothing: 404, like one that does not. */
function parseParams(schema: z.ZodObject | undefined, value: PathParams): unknown {
  const result = schema?.safeParse(value);
  if (result && !result.success) throw new ServiceError('NOT_FOUND');
  return result?.data;
}

/** Outside production an answer with more, less or other fields than the contract says is a bug that must show. */
function checkAnswer(contract: Endpoint, status: number, data: unknown): unknown {
  const schema = contract.responses[status];
  if (!schema) throw new Error(`${contract.id} answered ${status}, which its contract does not list.`);
  return schema.parse(data);
}

function refuseOverLimit(verdict: Verdict): void {
  if (verdict.allowed) return;
  throw new ServiceError('RATE_LIMITED', { retryAfterSeconds: verdict.resetSeconds, details: { retry_after: verdict.resetSeconds } });
}

function toServiceError(error: unknown, contract: Endpoint, requestId: string): ServiceError {
  if (error instanceof ServiceError) {
    if (error.status >= 500) logger().warn({ request_id: requestId, endpoint: contract.id, err: error }, 'service refused');
    return error;
  }
  if (isDatabaseUnavailable(error)) {
    logger().error({ request_id: requestId, endpoint: contract.id, err: error }, 'database unavailable');
    return new ServiceError('UNAVAILABLE', { retryAfterSeconds: 2 });
  }
  logger().error({ request_id: requestId, endpoint: contract.id, err: error }, 'unexpected error');
  return new ServiceError('INTERNAL');
}

type Success = { status: number; data: unknown; reply: Reply<unknown>; requestId: string };

function successResponse(contract: Endpoint, request: Request, { status, data, reply, requestId }: Success): Response {
  if (reply.location) return redirectAnswer(status, reply.location, requestId);
  if (speaksOauth(contract, request)) return oauthAnswer(status, data, requestId);
  return successAnswer(status, data, requestId, reply.pagination);
}

async function serve<E extends Endpoint>(
  contract: E,
  service: Service<E>,
  request: Request,
  pathParams: PathParams,
  context: RequestContext,
  onLimit: (verdict: Verdict) => void,
): Promise<Response> {
  const { caller, sessionCookie, authorization } = context;
  const counted = { ip: caller.ip, verdict: request.headers.get(verdictHeader) };
  const limit = (verdict: Verdict) => {
    onLimit(verdict);
    refuseOverLimit(verdict);
  };
  if (authorization && sessionCookie)
    throw fieldError('authorization', 'two_identities', 'Send either an Authorization header or the session cookie.');
  checkOrigin(request, {
    hasCookie: sessionCookie !== null || Boolean(caller.heldTokens?.length),
    hasAuthorization: authorization !== null,
  });

  const asked = { method: contract.method, pathname: `/api/v1${contract.path}` };
  const sensitive = await limitSensitive(asked.method, asked.pathname, counted);
  if (sensitive) limit(sensitive);
  const authentication =
    'anyone' in contract.access && !sessionCookie && !authorization ? { actor: null, failure: null } : await authenticate(context);
  const { actor } = authentication;
  if (!sensitive) limit(actor ? await limitCaller(actor.user.id, actor.roles, asked) : await limitAnonymous(counted));
  await checkAccess(contract.access, actor, 'failure' in authentication ? authentication.failure : null, caller);

  const input = await readInput(contract, request, pathParams);
  const result = await service({ actor, ...input, context } as EndpointInput<E>);
  const reply = result instanceof Reply ? result : new Reply(result);
  const status = reply.status ?? Number(Object.keys(contract.responses)[0]);
  const data = checkAnswer(contract, status, reply.data);
  if (Boolean(contract.paged) !== Boolean(reply.pagination))
    throw new Error(`${contract.id} answers a page if and only if its contract says so.`);
  const response = successResponse(contract, request, { status, data, reply, requestId: caller.requestId });
  for (const cookie of reply.cookies) response.headers.append('Set-Cookie', cookie);
  if (reply.version !== undefined) response.headers.set('ETag', entityTag(reply.version));
  return response;
}

/**
 * Makes a handler of a contract and its service: origin → limit → actor → access → parse → service → check the answer →
 * errors to bodies. The only way an endpoint comes about.
 */
export function route<E extends Endpoint>(contract: E, service: Service<E>): RouteHandler {
  const handler: RouteHandler = async (request, path) => {
    const context = readRequestContext(request.headers);
    const { requestId } = context.caller;
    let verdict: Verdict | undefined;
    let response: Response;
    try {
      response = await serve(contract, service, request, await path.params, context, (counted) => {
        verdict = counted;
      });
    } catch (error) {
      const refusal = toServiceError(error, contract, requestId);
      response = speaksOauth(contract, request)
        ? oauthErrorAnswer(refusal, { requestId, authorization: context.authorization })
        : errorAnswer(refusal, { requestId, accept: request.headers.get('accept') });
    }
    if (verdict) for (const [name, value] of Object.entries(limitHeaders(verdict))) response.headers.set(name, value);
    return response;
  };
  return Object.assign(handler, { contract });
}
