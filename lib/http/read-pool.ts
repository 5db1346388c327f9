import { readAllowedOrigins } from '#lib/applications/allowed-origins.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { requirePool } from '#lib/pools/read-pools.ts';
import { allowedOriginHeader } from './internal-headers.ts';

/** With which a program says whose accounts a request is about. */
export const poolHeader = 'x-gatehouse-pool';

/**
 * Whose accounts a request is about where nobody is signed in: the pool that it names, else that of the application whose
 * page sends it, else the default one. Whoever is signed in acts in their own pool, whatever this is.
 */
export async function readPool(headers: Headers): Promise<string> {
  const named = headers.get(poolHeader);
  if (named !== null) return requirePool(named, poolHeader);
  // Only the front says that an origin is an application's.
  const origin = headers.get(allowedOriginHeader);
  return (origin !== null && (await readAllowedOrigins()).get(origin)) || defaultPool;
}
