import { grantRole as grantContract, listUserRoles } from '#lib/contracts/roles.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { grantRole, listAssignments } from '#lib/roles/assign-role.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listUserRoles, ({ params }) => listAssignments(params.user_id)),
  POST: route(grantContract, ({ actor, params, body, context }) => grantRole(actor, params.user_id, body, context.caller)),
});
