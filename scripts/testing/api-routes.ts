import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { type ApiRoute, loadApiRoutes } from '#lib/http/front/api-routes.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import { inProject } from '#scripts/paths.ts';

let loading: Promise<ApiRoute[]> | undefined;

/** Every route file of the API, as found on the disk. */
export function apiRoutes(): Promise<ApiRoute[]> {
  loading ??= loadApiRoutes(inProject('app', 'api', 'v1'));
  return loading;
}

/** The handler that Next would call for this contract. */
export async function handlerOf(contract: Endpoint): Promise<RouteHandler> {
  const route = (await apiRoutes()).find(({ path }) => path === contract.path);
  const handler = route?.handlers[contract.method];
  if (!handler) throw new Error(`app/api/v1 has no ${contract.method} ${contract.path}.`);
  return handler;
}
