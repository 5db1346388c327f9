import { setupFactor as contract } from '#lib/contracts/factors.ts';
import { startCodeSetup, startTotpSetup } from '#lib/factors/manage-factors.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body, context }) =>
    body.method === 'totp' ? startTotpSetup(actor) : startCodeSetup(actor, body.method, context.caller),
  ),
});
