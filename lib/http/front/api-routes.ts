import { dirname, sep } from 'node:path';
import type { PathParams } from '../read-input.ts';
import type { RouteHandler } from '../route.ts';

export const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Verb = (typeof verbs)[number];

/** One folder below app/api/v1: its path as contracts write it, and what its route file exports. */
export type ApiRoute = { path: string; handlers: Partial<Record<Verb | 'OPTIONS', RouteHandler>> };

/** What needs Next: next-auth begins the way to a provider there. And the answer to paths that do not exist. */
export const throughNext: ReadonlySet<string> = new Set(['/users/me/connections', '/auth/oauth/{provider}', '/[...path]']);

/** Whether a file below app/api/v1 is that of a route. */
export function isRouteFile(file: string): boolean {
  return /(^|[\\/])route\.ts$/.test(file);
}

/** `users/me/sessions/[session_id]/route.ts` → `/users/me/sessions/{session_id}` */
export function apiPathOf(file: string): string {
  return `/${dirname(file)
    .split(sep)
    .map((part) => part.replace(/^\[(\w+)\]$/, '{$1}'))
    .join('/')}`;
}

const isParameter = (part: string) => part.startsWith('{');

/** The values of a path's parameters, or null where it is another path. */
function paramsOf(pattern: readonly string[], parts: readonly string[]): PathParams | null {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (!isParameter(expected)) {
      if (part !== expected) return null;
    } else if (part === '') return null;
    else params[expected.slice(1, -1)] = decodeURIComponent(part);
  }
  return params;
}

export type FoundRoute = { route: ApiRoute; params: PathParams };

/** Finds the route of a path below /api/v1, spelled as `parseRequestTarget` gives it; what is spelled out goes before a parameter. */
export function routeFinder(routes: readonly ApiRoute[]): (path: string) => FoundRoute | null {
  const parsed = routes.map((route) => ({ route, pattern: route.path.split('/').slice(1) }));
  const fixed = new Map(parsed.filter(({ pattern }) => !pattern.some(isParameter)).map(({ route }) => [route.path, route]));
  const open = parsed
    .filter(({ pattern }) => pattern.some(isParameter))
    .sort((left, right) => left.pattern.filter(isParameter).length - right.pattern.filter(isParameter).length);
  const byLength = Map.groupBy(open, ({ pattern }) => pattern.length);
  return (path) => {
    const route = fixed.get(path);
    if (route) return { route, params: {} };
    const parts = path.split('/').slice(1);
    for (const candidate of byLength.get(parts.length) ?? []) {
      const params = paramsOf(candidate.pattern, parts);
      if (params) return { route: candidate.route, params };
    }
    return null;
  };
}
