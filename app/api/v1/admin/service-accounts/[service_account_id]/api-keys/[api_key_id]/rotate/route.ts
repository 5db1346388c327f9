import { rotateServiceAccountKey as contract } from '#lib/contracts/service-accounts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { rotateAccountKey } from '#lib/service-accounts/account-keys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, body, context }) => {
    const rotation = { id: params.api_key_id, overlapSeconds: body.overlap_seconds ?? 0 };
    return rotateAccountKey(actor, params.service_account_id, rotation, context.caller);
  }),
});
