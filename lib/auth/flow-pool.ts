import { sha256 } from '#lib/crypto/hash.ts';
import { cookiesAreSecure } from '#lib/env.ts';
import { setCookie } from '#lib/http/cookies.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { findPool } from '#lib/pools/read-pools.ts';
import { lifetimes } from '#lib/sessions/lifetimes.ts';

/** The cookie with the pool that a walk to a provider is about. */
export function flowPoolCookieName(): string {
  return `${cookiesAreSecure() ? '__Host-' : ''}gatehouse-oauth-pool`;
}

/** Which walk: another one of this browser, begun and given up, must not say where this one ends. */
function markOf(state: string): string {
  return Buffer.from(sha256(state)).toString('base64url');
}

/** Remembers the pool until the browser comes back with this state. The default one is what counts without a cookie. */
export function flowPoolCookies(pool: string, state: string | null): string[] {
  if (pool === defaultPool || !state) return [];
  return [setCookie(flowPoolCookieName(), `${pool}.${markOf(state)}`, lifetimes.providerFlow)];
}

/** The pool in which the walk with this state began; null when it was deleted since. */
export async function readFlowPool(cookie: string | undefined, state: string | null): Promise<string | null> {
  const [pool = '', mark] = (cookie ?? '').split('.');
  if (!state || mark !== markOf(state)) return defaultPool;
  return (await findPool(pool))?.name ?? null;
}
