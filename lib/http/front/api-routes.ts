import { dirname, sep } from 'node:path';
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
