import { deletePool as deleteContract, getPool as getContract, updatePool } from '#lib/contracts/pools.ts';
import { methods } from '#lib/http/methods.ts';
import { orPropose } from '#lib/http/or-propose.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { changePool, deletePool } from '#lib/pools/change-pool.ts';
import { getPool } from '#lib/pools/list-pools.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getContract, async ({ params }) => {
    const data = await getPool(params.pool);
    return new Reply(data, { version: data.version });
  }),
  PATCH: route(updatePool, ({ actor, params: { pool }, body, context: { ifMatch, caller } }) =>
    orPropose(actor, { kind: 'pool_change', pool, input: body }, caller, async () => {
      const data = await changePool(pool, body, ifMatch, { actor, caller });
      return new Reply(data, { version: data.version });
    }),
  ),
  DELETE: route(deleteContract, async ({ actor, params, context }) => {
    await deletePool(params.pool, context.ifMatch, { actor, caller: context.caller });
    return { deleted: true as const };
  }),
});
