import { type LimitName, limitRows } from './limit-table.ts';

/** The row of the table that a request falls under, and what is counted together in it. */
export type LimitRule = { name: LimitName; bucket: string };

type Rules = { byAddress: ReadonlyMap<string, LimitRule>; byCaller: ReadonlyMap<string, LimitRule> };

/** The table turned round: from `POST /path` to its rule. Throws when a path stands under two, which a test would not survive. */
function readTable(): Rules {
  const byAddress = new Map<string, LimitRule>();
  const byCaller = new Map<string, LimitRule>();
  for (const [name, { scope, buckets = {} }] of limitRows) {
    const rules = scope === 'address' ? byAddress : byCaller;
    for (const [bucket, { endpoints, pages = [] }] of Object.entries(buckets)) {
      const places = [...endpoints.map((endpoint) => endpoint.replace(' ', ' /api/v1')), ...pages.map((page) => `POST ${page}`)];
      for (const place of places) {
        if (byAddress.has(place) || byCaller.has(place)) throw new Error(`${place} stands twice in the table of limits.`);
        // Only rows that RATE_LIMITS can change have buckets (limit-table.test.ts).
        rules.set(place, { name: name as LimitName, bucket });
      }
    }
  }
  return { byAddress, byCaller };
}

const { byAddress, byCaller } = readTable();

/** One spelling per path, or `/api//v1/auth/%6Cogin` would be counted apart from the path that the router serves. */
function normalised(pathname: string): string {
  let path = pathname;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    // A broken escape matches no route either; count it as it stands.
  }
  path = path.replace(/\/{2,}/g, '/').toLowerCase();
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

/** True for paths whose refusals are JSON and which are never a page. */
export function isApiPath(pathname: string): boolean {
  return /^\/api(\/|$)/.test(normalised(pathname));
}

/**
 * The limit per address that a request falls under, or null where none applies: pages that are only read, health
 * checks, `/.well-known`, and API requests that carry credentials. The last are counted per role once the caller is
 * known, and as `anonymous` / `api` when the credentials turn out to be worthless.
 */
export function limitRule(method: string, pathname: string, hasCredentials: boolean): LimitRule | null {
  const path = normalised(pathname);
  const special = byAddress.get(`${method} ${path}`);
  if (special) return special;
  if (/^\/api\/health(\/|$)/.test(path) || !isApiPath(path)) return null;
  // next-auth's own mount does not pass route(), so nobody would count a caller with credentials there.
  if (/^\/api\/auth(\/|$)/.test(path)) return { name: 'anonymous', bucket: 'provider-sign-in' };
  return hasCredentials ? null : anonymousRule;
}

/** The limit per caller of an endpoint that has one of its own, such as bulk operations; otherwise the caller's role decides. */
export function callerRule(method: string, pathname: string): LimitRule | null {
  return byCaller.get(`${method} ${normalised(pathname)}`) ?? null;
}

/** Everything under `/api` without valid credentials: one budget per address. */
export const anonymousRule: LimitRule = { name: 'anonymous', bucket: 'api' };
