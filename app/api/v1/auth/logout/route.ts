import { logout } from '#lib/contracts/auth.ts';
import { clearedSessionCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { signOut } from '#lib/sessions/revoke-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(logout, async ({ actor, body, context }) => {
    const scope = body?.scope ?? 'this';
    const data = await signOut(actor, scope, context.caller);
    return new Reply(data, { cookies: context.sessionCookie && scope !== 'others' ? [clearedSessionCookie()] : [] });
  }),
});
