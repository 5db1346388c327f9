import { approveRecovery } from '#lib/contracts/recovery.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { decideRecovery } from '#lib/recovery/decide-recovery.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(approveRecovery, async ({ actor, params, body, context }) => {
    await decideRecovery(actor, { id: params.recovery_request_id, decision: 'approve', reason: body.reason }, context.caller);
    return { approved: true } as const;
  }),
});
