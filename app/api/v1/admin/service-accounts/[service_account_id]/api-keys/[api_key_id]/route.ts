import { revokeServiceAccountKey as contract } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeAccountKey } from '#lib/service-accounts/account-keys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, ({ actor, params, context }) =>
    revokeAccountKey(actor, params.service_account_id, params.api_key_id, context.caller),
  ),
});
