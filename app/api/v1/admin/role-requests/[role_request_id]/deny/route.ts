import { decideRoleRequest } from '#lib/approvals/decide-role-request.ts';
import { denyRoleRequest } from '#lib/contracts/approvals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(denyRoleRequest, async ({ actor, params, body, context }) => {
    await decideRoleRequest(actor, { id: params.role_request_id, decision: 'denied', reason: body.reason }, context.caller);
    return { denied: true as const };
  }),
});
