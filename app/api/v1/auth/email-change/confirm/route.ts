import { confirmEmailChange } from '#lib/accounts/change-email.ts';
import { confirmEmailChange as contract } from '#lib/contracts/change-email.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ body, context }) => evenFailures(100, () => confirmEmailChange({ token: body.token }, context.caller))),
});
