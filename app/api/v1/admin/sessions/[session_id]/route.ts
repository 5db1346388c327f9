import { revokeAnySession as contract } from '#lib/contracts/admin-sessions.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeAnySession } from '#lib/users/all-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, ({ actor, params, context: { caller } }) => revokeAnySession(actor, params.session_id, caller)),
});
