import { keyInput } from '#lib/api-keys/key-input.ts';
import { createServiceAccountKey, listServiceAccountKeys } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { createAccountKey, listAccountKeys } from '#lib/service-accounts/account-keys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listServiceAccountKeys, async ({ params, query }) => {
    const { keys, pagination } = await listAccountKeys(params.service_account_id, { ...query, total: query.total === 'true' });
    return new Reply(keys, { pagination });
  }),
  POST: route(createServiceAccountKey, ({ actor, params, body, context }) =>
    createAccountKey(actor, params.service_account_id, keyInput(body), context.caller),
  ),
});
