import { lifetimes } from '#lib/sessions/lifetimes.ts';

/** How long each signing key does what, in seconds; what applications may keep of the key set follows from it. */
export const keyLifetimes = {
  /** `max-age` of the key set. */
  jwks: 5 * 60,
  /** For so much longer a cache may answer with it while it asks again or while we do not answer (RFC 5861). */
  jwksStale: 5 * 60,
  /** A key is published this long before it signs: more than any cache that keeps to the above, or to the usual ten minutes. */
  published: 15 * 60,
  /** The longest life of anything that is signed. */
  token: lifetimes.accessToken,
  /** For clocks that differ, and for an instance that signs for another second because it has not heard yet. */
  margin: 60,
} as const;
