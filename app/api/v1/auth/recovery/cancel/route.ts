import { cancelRecovery as contract } from '#lib/contracts/recovery.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';
import { cancelRecoveryByMail } from '#lib/sign-in/recover-factors.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ body, context }) => evenFailures(100, () => cancelRecoveryByMail(body.token, context.caller))),
});
