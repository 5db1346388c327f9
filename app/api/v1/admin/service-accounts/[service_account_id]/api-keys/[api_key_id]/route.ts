import { keyChange } from '#lib/api-keys/key-input.ts';
import { revokeServiceAccountKey, updateServiceAccountKey } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeAccountKey, updateAccountKey } from '#lib/service-accounts/account-keys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  PATCH: route(updateServiceAccountKey, ({ actor, params, body, context }) =>
    updateAccountKey(actor, params.service_account_id, { id: params.api_key_id, change: keyChange(body) }, context.caller),
  ),
  DELETE: route(revokeServiceAccountKey, ({ actor, params, context }) =>
    revokeAccountKey(actor, params.service_account_id, params.api_key_id, context.caller),
  ),
});
