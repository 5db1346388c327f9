import { verifyEmail } from '#lib/accounts/verify-email.ts';
import { verifyEmail as contract } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ body, context }) => evenFailures(100, () => verifyEmail(body, context.caller))),
});
