import { denyRecovery } from '#lib/contracts/recovery.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { decideRecovery } from '#lib/recovery/decide-recovery.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(denyRecovery, async ({ actor, params, body, context }) => {
    await decideRecovery(actor, { id: params.recovery_request_id, decision: 'deny', reason: body.reason }, context.caller);
    return { denied: true } as const;
  }),
});
