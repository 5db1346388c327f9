import { decideRoleRequest, getRequested } from '#lib/approvals/decide-role-request.ts';
import { approveRoleRequest } from '#lib/contracts/approvals.ts';
import { methods } from '#lib/http/methods.ts';
import { orPropose } from '#lib/http/or-propose.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(approveRoleRequest, async ({ actor, params: { role_request_id: id }, body, context: { caller } }) => {
    const input = { id, decision: 'approved', reason: body.reason } as const;
    return orPropose(actor, { kind: 'role_request', ...(await getRequested(id)), input }, caller, async () => {
      await decideRoleRequest(actor, input, caller);
      return { approved: true as const };
    });
  }),
});
