import { revokeTrustedDevice as contract } from '#lib/contracts/factors.ts';
import { revokeTrustedDevice } from '#lib/factors/trusted-devices.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, ({ actor, params, context }) => revokeTrustedDevice(actor, params.device_id, context.caller)),
});
