import { stopImpersonation } from '#lib/contracts/impersonation.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { switchedCookies } from '#lib/http/switched-cookies.ts';
import { endImpersonation } from '#lib/sessions/end-impersonation.ts';
import { backToOwnSession } from '#lib/sessions/switch-account.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(stopImpersonation, async ({ actor, context: { caller, sessionCookie } }) => {
    const ended = await endImpersonation(actor, caller);
    const data = { user_id: ended?.userId ?? null };
    if (!actor.impersonator || !sessionCookie) return data;
    const own = await backToOwnSession(caller.heldTokens ?? [], actor.impersonator.sessionId);
    return new Reply(data, { cookies: await switchedCookies(own) });
  }),
});
