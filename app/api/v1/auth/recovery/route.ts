import { requestRecovery as contract } from '#lib/contracts/recovery.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenTiming } from '#lib/sign-in/even-timing.ts';
import { requestRecovery } from '#lib/sign-in/recover-factors.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ body, context }) =>
    evenTiming(100, () => requestRecovery(body.challenge_token ?? context.challengeCookie ?? '', context.caller)),
  ),
});
