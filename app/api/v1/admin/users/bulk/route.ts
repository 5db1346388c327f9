import { startBulk } from '#lib/bulk/act-on-users.ts';
import { bulkUsers as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body: { ids, filter, ...body }, context }) =>
    startBulk(actor, { ...body, targets: ids ? { ids } : { filter: filter ?? {} } }, context.caller),
  ),
});
