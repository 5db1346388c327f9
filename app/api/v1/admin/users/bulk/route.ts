import { startBulk } from '#lib/bulk/act-on-users.ts';
import { bulkUsers as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { orPropose } from '#lib/http/or-propose.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body: { ids, filter, ...body }, context: { caller } }) => {
    const input = { ...body, targets: ids ? { ids } : { filter: filter ?? {} } };
    return orPropose(actor, { kind: 'users_bulk', input }, caller, () => startBulk(actor, input, caller));
  }),
});
