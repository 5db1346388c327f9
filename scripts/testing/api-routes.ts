import { readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Endpoint } from '#lib/contracts/endpoint.ts';
import type { RouteHandler } from '#lib/http/route.ts';
import { inProject } from '#scripts/paths.ts';

export const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Verb = (typeof verbs)[number];

type Handlers = Partial<Record<Verb | 'OPTIONS', RouteHandler>>;

/** One folder below app/api/v1: its path as contracts write it, and what its route file exports. */
export type ApiRoute = { path: string; handlers: Handlers };

/** `users/me/sessions/[session_id]` → `/users/me/sessions/{session_id}` */
function pathOf(folder: string): string {
  return `/${folder
    .split(sep)
    .map((part) => part.replace(/^\[(\w+)\]$/, '{$1}'))
    .join('/')}`;
}

async function loadRoutes(): Promise<ApiRoute[]> {
  const root = inProject('app', 'api', 'v1');
  const files = await readdir(root, { recursive: true });
  const routes = files.filter((file) => /(^|[\\/])route\.ts$/.test(file)).sort();
  return Promise.all(
    routes.map(async (file) => ({
      path: pathOf(relative(root, dirname(join(root, file)))),
      handlers: (await import(join(root, file))) as Handlers,
    })),
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
