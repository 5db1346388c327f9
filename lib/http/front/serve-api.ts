import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { passGate } from '../gate.ts';
import type { ApiRoute, Verb } from './api-routes.ts';
import { pathFinder } from './path-finder.ts';
import { readBody } from './request-body.ts';

const prefix = '/api/v1';

/** A body above this is handed on as it comes in; a smaller one is read first. */
const wholeBodyBytes = 512 * 1024;

/** Answers a request for the API, whose path and headers the front has put right; false where Next is to do it. */
export type ServeApi = (request: IncomingMessage, response: ServerResponse, path: string, maxBytes: number) => Promise<boolean>;

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const result = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') result.set(name, value);
    else for (const one of value ?? []) result.append(name, one);
  }
  return result;
}

async function toRequest(incoming: IncomingMessage, url: string, headers: Headers, maxBytes: number): Promise<Request> {
  const { method = 'GET' } = incoming;
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  if (maxBytes > wholeBodyBytes) {
    // Who leaves off in the middle must not destroy the request: the refusal still has to be sent on its socket.
    const body = NodeReadableStream.from(incoming.iterator({ destroyOnReturn: false }));
    return new Request(url, { method, headers, body, duplex: 'half' } as RequestInit);
  }
  // The front has judged its length; one that is longer all the same is refused by what it says of itself.
  const body = await readBody(incoming, maxBytes);
  return new Request(url, { method, headers, ...(body && body.length > 0 && { body: new Uint8Array(body) }) });
}

/** Caches keep answers apart by what the front and the handler named. */
function mergeVary(front: number | string | string[] | undefined, handler: string): string {
  return front === undefined ? handler : `${[front].flat().join(', ')}, ${handler}`;
}

function isJson(answer: Response): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/.test(answer.headers.get('content-type') ?? '');
}

/** Writes an answer of the gate or of a handler; `added` are the headers that the gate gives to every answer. */
async function send(answer: Response, response: ServerResponse, added: Record<string, string>, isHead: boolean): Promise<void> {
  for (const [name, value] of Object.entries(added)) response.setHeader(name, value);
  for (const [name, value] of answer.headers) {
    if (name === 'vary') response.setHeader('Vary', mergeVary(response.getHeader('Vary'), value));
    else if (name !== 'set-cookie') response.setHeader(name, value);
  }
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
  response.statusCode = answer.status;
  if (answer.body && isJson(answer)) {
    const body = Buffer.from(await answer.arrayBuffer());
    response.setHeader('Content-Length', body.length);
    response.end(isHead ? undefined : body);
  } else if (answer.body && !isHead) {
    // A caller who leaves in the middle ends the stream; whatever fills it hears of that.
    await pipeline(Readable.fromWeb(answer.body as NodeReadableStream), response).catch((error: unknown) => {
      if (!response.destroyed) throw error;
    });
  } else {
    await answer.body?.cancel();
    response.end();
  }
}

/** What `scripts/bundle-api.ts` makes: the gate and the routes, in one module. */
export type Api = { passGate: typeof passGate; routes: readonly ApiRoute[] };

/**
 * Serves /api/v1 in the front itself: the same gate and the same route files as through Next, without its router, its
 * sandbox for the middleware and its copies of each body (docs/decisions/0030).
 */
export function createServeApi({ passGate, routes }: Api, appUrl: URL): ServeApi {
  const find = pathFinder(routes);
  return async (incoming, response, path, maxBytes) => {
    const found = path.startsWith(`${prefix}/`) ? find(path.slice(prefix.length)) : null;
    const { method = 'GET' } = incoming;
    const isHead = method === 'HEAD';
    const handler = found?.place.handlers[(isHead ? 'GET' : method) as Verb | 'OPTIONS'];
    if (!found || !handler) return false;
    const url = `${appUrl.origin}${incoming.url}`;
    const given = toHeaders(incoming.headers);
    const outcome = await passGate({ url, method, headers: given }, { development: false });
    if (outcome.kind === 'answer') {
      await send(outcome.response, response, {}, isHead);
      return true;
    }
    const request = await toRequest(incoming, url, outcome.requestHeaders ?? given, maxBytes);
    await send(await handler(request, { params: Promise.resolve(found.params) }), response, outcome.responseHeaders, isHead);
    return true;
  };
}
