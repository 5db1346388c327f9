import { cancelOwnRecovery as cancelContract, getOwnRecovery } from '#lib/contracts/recovery.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { cancelOwnRecovery, describeOwnRecovery } from '#lib/recovery/recovery-request.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getOwnRecovery, ({ actor }) => describeOwnRecovery(actor)),
  DELETE: route(cancelContract, ({ actor, context }) => cancelOwnRecovery(actor, context.caller)),
});
