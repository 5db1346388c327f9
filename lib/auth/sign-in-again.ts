import type { RequestContext } from '#lib/http/request-context.ts';
import { defaultPool, withPool } from '#lib/pools/pool-name.ts';
import { findPool } from '#lib/pools/read-pools.ts';
import { findHeldAccounts } from '#lib/sessions/held-accounts.ts';

/**
 * The sign-in page for a browser in which nobody is signed in (any more) who wanted to see `path`: that of the pool in which
 * somebody last was, if there is such a pool. Where others are signed in besides, the page asks first which of them it is.
 */
export async function signInAgainPath({ caller: { previousPool, heldTokens = [] } }: RequestContext, path: string | null): Promise<string> {
  const page = path ? `/login?redirect_to=${encodeURIComponent(path)}` : '/login';
  if (!previousPool || (await findHeldAccounts(heldTokens)).length > 0) return page;
  return withPool(page, (await findPool(previousPool))?.name ?? defaultPool);
}
