import { revokeSession } from '#lib/contracts/sessions.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeOwnSession } from '#lib/sessions/revoke-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(revokeSession, ({ actor, params, context }) => revokeOwnSession(actor, params.session_id, context.caller)),
});
