import { listPendingRoleRequests } from '#lib/approvals/decide-role-request.ts';
import { listRoleRequests } from '#lib/contracts/approvals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listRoleRequests, ({ actor }) => listPendingRoleRequests(actor)),
});
