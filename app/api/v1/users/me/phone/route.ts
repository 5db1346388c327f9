import { removePhone, requestPhone } from '#lib/accounts/change-phone.ts';
import { removePhone as removeContract, requestPhone as requestContract } from '#lib/contracts/users.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(requestContract, ({ actor, body, context }) => requestPhone(actor, body.phone, context.caller)),
  DELETE: route(removeContract, ({ actor, context }) => removePhone(actor, context.caller)),
});
