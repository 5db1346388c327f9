/** The pool that every installation has. Its policies are the installation's settings; it cannot be deleted. */
export const defaultPool = 'default';

/** What a pool can be called, in headers, addresses and tokens. */
export const poolNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/;

/** The path with `pool` added, where it is not the default one. */
export function withPool(path: string, pool: string): string {
  return pool === defaultPool ? path : `${path}${path.includes('?') ? '&' : '?'}pool=${encodeURIComponent(pool)}`;
}

/** The way to a page behind a sign-in that has to be one in this pool; whoever is signed in there goes straight through. */
export function throughSignIn(path: string, pool: string): string {
  return pool === defaultPool ? path : withPool(`/login?redirect_to=${encodeURIComponent(path)}`, pool);
}
