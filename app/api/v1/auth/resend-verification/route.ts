import { resendVerification } from '#lib/accounts/verify-email.ts';
import { resendVerification as contract } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenTiming } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ body, context }) => evenTiming(100, () => resendVerification(body.email, context.caller))),
});
