import { confirmPhone } from '#lib/accounts/change-phone.ts';
import { presentUser } from '#lib/accounts/present-user.ts';
import { confirmPhone as contract } from '#lib/contracts/users.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ actor, body, context }) => presentUser(await confirmPhone(actor, body.code, context.caller))),
});
