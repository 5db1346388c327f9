import { listAllKeys } from '#lib/api-keys/all-keys.ts';
import { listAllApiKeys as contract } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, async ({ actor, query }) => {
    const { keys, pagination } = await listAllKeys(actor, { ...query, total: query.total === 'true' });
    return new Reply(keys, { pagination });
  }),
});
