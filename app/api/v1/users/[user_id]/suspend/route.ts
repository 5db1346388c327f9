import { suspendUser as contract } from '#lib/contracts/user-acts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { suspendUser } from '#lib/users/change-access.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor: principal, params, body: { reason }, context: { caller } }) =>
    suspendUser({ principal, permission: 'admin.users.suspend', userId: params.user_id, reason, caller }),
  ),
});
