import { listUserSessions as contract } from '#lib/contracts/managed-users.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { listUserSessions } from '#lib/users/user-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ actor, params }) => listUserSessions(actor, params.user_id)),
});
