import { listSessions, revokeOtherSessions } from '#lib/contracts/sessions.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { listOwnSessions } from '#lib/sessions/list-sessions.ts';
import { signOut } from '#lib/sessions/revoke-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listSessions, ({ actor }) => listOwnSessions(actor)),
  DELETE: route(revokeOtherSessions, ({ actor, context }) => signOut(actor, 'others', context.caller)),
});
