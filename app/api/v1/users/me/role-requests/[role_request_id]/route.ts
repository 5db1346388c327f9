import { withdrawRoleRequest as withdraw } from '#lib/approvals/request-role.ts';
import { withdrawRoleRequest } from '#lib/contracts/approvals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(withdrawRoleRequest, async ({ actor, params, context }) => {
    await withdraw(actor, params.role_request_id, context.caller);
    return { withdrawn: true as const };
  }),
});
