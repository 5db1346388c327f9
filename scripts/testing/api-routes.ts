import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import { type ApiRoute, apiPathOf, isRouteFile } from '#lib/http/front/api-routes.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import { inProject } from '#scripts/paths.ts';

async function loadRoutes(): Promise<ApiRoute[]> {
  const root = inProject('app', 'api', 'v1');
  const files = (await readdir(root, { recursive: true })).filter(isRouteFile).sort();
  return Promise.all(
    files.map(async (file) => ({ path: apiPathOf(file), handlers: (await import(join(root, file))) as ApiRoute['handlers'] })),
  );
}

let loading: Promise<ApiRoute[]> | undefined;

/** Every route file of the API, as found on the disk. */
export function apiRoutes(): Promise<ApiRoute[]> {
  loading ??= loadRoutes();
  return loading;
}

/** The handler that Next would call for this contract. */
export async function handlerOf(contract: Endpoint): Promise<RouteHandler> {
  const route = (await apiRoutes()).find(({ path }) => path === contract.path);
  const handler = route?.handlers[contract.method];
  if (!handler) throw new Error(`app/api/v1 has no ${contract.method} ${contract.path}.`);
  return handler;
}
