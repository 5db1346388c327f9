import { beginProviderSignIn } from '#lib/auth/begin-provider-sign-in.ts';
import { startOauth } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { requirePool } from '#lib/pools/read-pools.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(startOauth, async ({ params, query, context }) => {
    const pool = query.pool === undefined ? context.caller.pool : await requirePool(query.pool, 'pool');
    const { location, cookies } = await beginProviderSignIn(params.provider, query.redirect_to, { ...context.caller, pool });
    return new Reply(null, { location, cookies });
  }),
});
