import { signOutUser as contract } from '#lib/contracts/user-acts.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { signOutUser } from '#lib/users/change-access.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor: principal, params, body: { reason }, context: { caller } }) =>
    signOutUser({ principal, permission: 'admin.sessions.revoke', userId: params.user_id, reason, caller }),
  ),
});
