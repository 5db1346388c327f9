import type { ApiRoute, Verb } from '#lib/http/front/api-routes.ts';
import { nextAddress, origin } from './api.ts';
import { apiRoutes } from './api-routes.ts';

type Match = { route: ApiRoute; params: Record<string, string> };

function matchRoute(routes: readonly ApiRoute[], path: string): Match | null {
  const parts = path.split('/');
  let best: Match | null = null;
  for (const route of routes) {
    const wanted = route.path.split('/');
    const params: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      if (!name) return part === parts[index];
      params[name] = decodeURIComponent(parts[index] ?? '');
      return parts[index] !== undefined;
    });
    if (!fits || wanted.length !== parts.length) continue;
    // As in Next: what is written out goes before a parameter.
    if (!best || Object.keys(params).length < Object.keys(best.params).length) best = { route, params };
  }
  return best;
}

/** `fetch` that ends in the API's own handlers in this process; `asked` sees each request as "POST /auth/login". */
export function apiFetch(asked: (request: string) => void = () => undefined): typeof fetch {
  const ip = nextAddress();
  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname } = new URL(request.url);
    const path = pathname.replace('/api/v1', '');
    asked(`${request.method} ${path}`);
    const match = matchRoute(await apiRoutes(), path);
    const handler = match?.route.handlers[request.method as Verb];
    if (!handler || !request.url.startsWith(`${origin}/api/v1/`)) return new Response(null, { status: 404 });
    const headers = new Headers(request.headers);
    headers.set('x-gatehouse-client-ip', ip);
    headers.set('user-agent', 'gatehouse-client-test');
    request.signal.throwIfAborted();
    const body = request.method === 'GET' ? undefined : await request.text();
    const inner = new Request(request.url, { method: request.method, headers, ...(body && { body }) });
    const response = await handler(inner, { params: Promise.resolve(match.params) });
    request.signal.throwIfAborted();
    return response;
  };
}
