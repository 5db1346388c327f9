import { previewPool as contract } from '#lib/contracts/pools.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { previewPool } from '#lib/pools/change-pool.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ params, body }) => previewPool(params.pool, body)),
});
