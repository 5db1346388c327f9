import { createPool as createContract, listPools as listContract } from '#lib/contracts/pools.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { createPool } from '#lib/pools/change-pool.ts';
import { listPools } from '#lib/pools/list-pools.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ query }) => {
    const { pools, pagination } = await listPools({ ...query, total: query.total === 'true' });
    return new Reply(pools, { pagination });
  }),
  POST: route(createContract, async ({ actor, body, context }) => {
    const data = await createPool(body, { actor, caller: context.caller });
    return new Reply(data, { version: data.version });
  }),
});
