import { createClientSecret as contract } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { createClientSecret } from '#lib/service-accounts/client-secrets.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, body, context }) =>
    createClientSecret(actor, params.service_account_id, { overlapSeconds: body.overlap_seconds ?? 0 }, context.caller),
  ),
});
