import { createServiceAccount as createContract, listServiceAccounts as listContract } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { createServiceAccount } from '#lib/service-accounts/change-account.ts';
import { listServiceAccounts } from '#lib/service-accounts/list-accounts.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ actor, query }) => {
    const { accounts, pagination } = await listServiceAccounts(actor, { ...query, total: query.total === 'true' });
    return new Reply(accounts, { pagination });
  }),
  POST: route(createContract, ({ actor, body, context }) => createServiceAccount(actor, body, context.caller)),
});
