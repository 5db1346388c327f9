import { revokeClientSecret as contract } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeClientSecret } from '#lib/service-accounts/client-secrets.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, ({ actor, params, context }) =>
    revokeClientSecret(actor, params.service_account_id, params.client_secret_id, context.caller),
  ),
});
