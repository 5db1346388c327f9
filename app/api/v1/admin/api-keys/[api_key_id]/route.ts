import { revokeAnyKey } from '#lib/api-keys/all-keys.ts';
import { revokeAnyApiKey as contract } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, ({ actor, params, context }) => revokeAnyKey(actor, params.api_key_id, context.caller)),
});
