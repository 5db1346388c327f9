import { revokeUserSession as contract } from '#lib/contracts/managed-users.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeUserSession } from '#lib/users/user-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, ({ actor: principal, params, context: { caller } }) =>
    revokeUserSession({ principal, permission: 'admin.sessions.revoke', userId: params.user_id, caller }, params.session_id),
  ),
});
