import { decideRoleRequest } from '#lib/approvals/decide-role-request.ts';
import { approveRoleRequest } from '#lib/contracts/approvals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(approveRoleRequest, async ({ actor, params, body, context }) => {
    await decideRoleRequest(actor, { id: params.role_request_id, decision: 'approved', reason: body.reason }, context.caller);
    return { approved: true as const };
  }),
});
