import { confirmEmailChange } from '#lib/accounts/change-email.ts';
import { confirmEmailCode } from '#lib/contracts/change-email.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(confirmEmailCode, ({ actor, body, context }) =>
    evenFailures(100, () => confirmEmailChange({ userId: actor.user.id, code: body.code }, context.caller)),
  ),
});
