import { grantRole as grantContract, listUserRoles } from '#lib/contracts/roles.ts';
import { methods } from '#lib/http/methods.ts';
import { orPropose } from '#lib/http/or-propose.ts';
import { route } from '#lib/http/route.ts';
import { grantRole, listAssignments } from '#lib/roles/assign-role.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listUserRoles, ({ params }) => listAssignments(params.user_id)),
  POST: route(grantContract, ({ actor, params: { user_id: userId }, body, context: { caller } }) =>
    orPropose(actor, { kind: 'role_grant', userId, input: body }, caller, () => grantRole(actor, userId, body, caller)),
  ),
});
