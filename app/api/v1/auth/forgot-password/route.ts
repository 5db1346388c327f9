import { forgotPassword } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { requestPasswordReset } from '#lib/passwords/reset-password.ts';
import { evenTiming } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(forgotPassword, ({ body, context }) => evenTiming(100, () => requestPasswordReset(body.email, context.caller))),
});
