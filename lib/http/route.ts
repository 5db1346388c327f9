import { authenticate } from '#lib/auth/authenticate.ts';
import { type AdmittedBy, checkAccess, checkOrganization } from '#lib/auth/check-access.ts';
import type { BodyOf, DataOf, Endpoint, ParamsOf, QueryOf } from '#lib/contracts/endpoint.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { limitAnonymous, limitPrincipal, limitSensitive } from '#lib/rate-limit/request-limit.ts';
import { limitHeaders, type Verdict, verdictHeader } from '#lib/rate-limit/verdict.ts';
import { identified } from '#lib/roles/record-denial.ts';
import { answerOnce } from './answer-once.ts';
import { toAnswered, toRefusal, toResponse } from './answered.ts';
import { announceDeprecation } from './deprecation.ts';
import { type Stamp, stampOf } from './error-body.ts';
import { noteRefusal, type Seen } from './note-refusal.ts';
import { checkOrigin } from './origin-check.ts';
import { type PathParams, readInput } from './read-input.ts';
import { readPool } from './read-pool.ts';
import type { FileReply, Reply } from './reply.ts';
import { type RequestContext, readRequestContext } from './request-context.ts';
import { toServiceError } from './to-service-error.ts';

/** What a service gets: who calls, what was parsed, and the facts of the request. */
export type EndpointInput<E extends Endpoint> = {
  /** A session, a key's owner, a service account or nobody: the narrowest type that the contract allows. */
  actor: AdmittedBy<E['access']>;
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  context: RequestContext;
};

export type Service<E extends Endpoint> = (input: EndpointInput<E>) => Promise<DataOf<E> | Reply<DataOf<E>> | FileReply>;

/** Web-standard but for the second argument, which Next fills with the dynamic parts of the path. */
export type RouteHandler = ((request: Request, path: { params: Promise<PathParams> }) => Promise<Response>) & { contract?: Endpoint };

function refuseOverLimit(verdict: Verdict): void {
  if (verdict.allowed) return;
  throw new ServiceError('RATE_LIMITED', { retryAfterSeconds: verdict.resetSeconds, details: { retry_after: verdict.resetSeconds } });
}

/** One identity, and for cookies a browser on our own pages. */
function checkIdentity(request: Request, { caller, sessionCookie, authorization }: RequestContext): void {
  if (authorization && sessionCookie)
    throw fieldError('authorization', 'two_identities', 'Send either an Authorization header or the session cookie.');
  checkOrigin(request, {
    hasCookie: sessionCookie !== null || Boolean(caller.heldTokens?.length),
    hasAuthorization: authorization !== null,
  });
}

type Call = {
  request: Request;
  pathParams: PathParams;
  context: RequestContext;
  stamp: Stamp;
  seen: Seen;
};

async function serve<E extends Endpoint>(contract: E, service: Service<E>, call: Call): Promise<Response> {
  const { request, pathParams, context, stamp, seen } = call;
  const { caller, sessionCookie, authorization } = context;
  const counted = { ip: caller.ip, verdict: request.headers.get(verdictHeader) };
  const limit = (verdict: Verdict) => {
    seen.verdict = verdict;
    refuseOverLimit(verdict);
  };
  const asked = { method: contract.method, pathname: `/api/v1${contract.path}` };
  const sensitive = await limitSensitive(asked.method, asked.pathname, counted);
  if (sensitive) limit(sensitive);
  let pool: string;
  try {
    checkIdentity(request, context);
    pool = await readPool(request.headers);
  } catch (refusal) {
    // Its credentials were not looked at: it counts by address, like one whose credentials are worth nothing.
    if (!sensitive) limit(await limitAnonymous(counted));
    throw refusal;
  }
  const authentication =
    'anyone' in contract.access && !sessionCookie && !authorization
      ? { principal: null, failure: null }
      : await authenticate({ authorization, sessionCookie, ip: caller.ip, takesClients: contract.clientCredentials ?? false });
  const { principal } = authentication;
  if (principal) seen.principal = principal;
  if (!sensitive) limit(principal ? await limitPrincipal(principal, asked) : await limitAnonymous(counted));
  const actor = await checkAccess(contract.access, authentication, caller);
  // Before the input: whoever has nothing to do with the organization is told that it is not there, whatever they sent.
  await checkOrganization(contract.access, actor, pathParams, caller);

  const input = await readInput(contract, request, pathParams);
  const about = { ...caller, pool };
  const known = { ...context, caller: actor ? identified(about, actor) : about };
  const result = await answerOnce({ contract, actor, context: known, input, headers: request.headers }, stamp, async () =>
    toAnswered(contract, await service({ actor, ...input, context: known } as EndpointInput<E>)),
  );
  if ('refusal' in result) noteRefusal(contract, result.refusal, caller, seen);
  const response =
    'answered' in result
      ? toResponse(contract, request, result.answered, { requestId: caller.requestId, stamp: result.stamp })
      : toRefusal(contract, request, result.refusal, { requestId: caller.requestId, stamp: result.stamp });
  if (result.isReplay) response.headers.set('Idempotency-Replayed', 'true');
  return response;
}

/**
 * Makes a handler of a contract and its service: limit → origin → actor → access → parse → once per Idempotency-Key
 * (service → check the answer) → errors to bodies. The only way an endpoint comes about.
 */
export function route<E extends Endpoint>(contract: E, service: Service<E>): RouteHandler {
  const handler: RouteHandler = async (request, path) => {
    const context = readRequestContext(request.headers);
    const { requestId } = context.caller;
    const stamp = stampOf(requestId);
    const seen: Seen = {};
    let response: Response;
    try {
      response = await serve(contract, service, { request, pathParams: await path.params, context, stamp, seen });
    } catch (error) {
      const refusal = toServiceError(error, contract, requestId);
      noteRefusal(contract, refusal, context.caller, seen);
      response = toRefusal(contract, request, refusal, { requestId, stamp });
    }
    if (contract.deprecated) announceDeprecation(response.headers, contract.deprecated);
    if (seen.verdict) for (const [name, value] of Object.entries(limitHeaders(seen.verdict))) response.headers.set(name, value);
    return response;
  };
  return Object.assign(handler, { contract });
}
