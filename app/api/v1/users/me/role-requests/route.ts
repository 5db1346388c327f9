import { listOwnRoleRequests as ownRequests, requestRole } from '#lib/approvals/request-role.ts';
import { createRoleRequest, listOwnRoleRequests } from '#lib/contracts/approvals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listOwnRoleRequests, ({ actor }) => ownRequests(actor)),
  POST: route(createRoleRequest, ({ actor, body, context }) => requestRole(actor, body, context.caller)),
});
