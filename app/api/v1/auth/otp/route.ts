import { requestOtp } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenTiming } from '#lib/sign-in/even-timing.ts';
import { requestSignInText } from '#lib/sign-in/sign-in-with-text.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(requestOtp, ({ body, context }) => evenTiming(100, () => requestSignInText(body.phone, context.caller))),
});
