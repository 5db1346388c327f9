import { cancelEmailChange, describeEmail, requestEmailChange } from '#lib/accounts/change-email.ts';
import { cancelEmailChange as cancelContract, changeEmail, getEmail } from '#lib/contracts/change-email.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenTiming } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getEmail, ({ actor }) => describeEmail(actor)),
  POST: route(changeEmail, ({ actor, body, context }) => evenTiming(100, () => requestEmailChange(actor, body.email, context.caller))),
  DELETE: route(cancelContract, ({ actor, context }) => cancelEmailChange(actor, context.caller)),
});
