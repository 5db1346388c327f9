import { ServiceError } from '#lib/errors.ts';
import { errorAnswer } from './answer.ts';
import { limitedByAddress } from './limited-by-address.ts';
import { readRequestContext } from './request-context.ts';
import type { RouteHandler } from './route.ts';

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Verb = (typeof verbs)[number];

type RouteHandlers = Record<Verb | 'OPTIONS', RouteHandler>;

function refusal(allow: string): RouteHandler {
  return limitedByAddress(async (request) => {
    const { requestId } = readRequestContext(request.headers).caller;
    const response = errorAnswer(new ServiceError('METHOD_NOT_ALLOWED'), { requestId, accept: request.headers.get('accept') });
    response.headers.set('Allow', allow);
    return response;
  });
}

/** What a route file exports: the given verbs, and for all others a 405 that says which ones there are. */
export function methods(handlers: Partial<Record<Verb, RouteHandler>>): RouteHandlers {
  const present = verbs.filter((verb) => handlers[verb]);
  const allow = [...present, ...(handlers.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  const refuse = refusal(allow);
  return {
    GET: handlers.GET ?? refuse,
    POST: handlers.POST ?? refuse,
    PUT: handlers.PUT ?? refuse,
    PATCH: handlers.PATCH ?? refuse,
    DELETE: handlers.DELETE ?? refuse,
    OPTIONS: async () => new Response(null, { status: 204, headers: { Allow: allow } }),
  };
}
