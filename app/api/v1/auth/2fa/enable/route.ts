import { enableFactor as contract } from '#lib/contracts/factors.ts';
import { enableFactor, enablePasskeyFactor } from '#lib/factors/manage-factors.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body, context }) =>
    'setup_id' in body ? enableFactor(actor, body.setup_id, body.code, context.caller) : enablePasskeyFactor(actor, context.caller),
  ),
});
