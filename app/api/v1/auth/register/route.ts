import { registerAccount } from '#lib/accounts/register-account.ts';
import { register } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenTiming } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(register, ({ body, context: { caller } }) =>
    evenTiming(100, () => registerAccount({ ...body, locale: body.locale ?? caller.locale }, caller)),
  ),
});
