import { startStepUp as contract } from '#lib/contracts/factors.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { startStepUp } from '#lib/sign-in/step-up.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body, context }) => startStepUp(actor, body.method ?? null, context.caller)),
});
