import { secureMyAccount } from '#lib/contracts/users.ts';
import { clearedSessionCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { secureOwnAccount } from '#lib/sign-in/secure-account.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(secureMyAccount, async ({ actor, context }) => {
    const secured = await secureOwnAccount(actor, context.caller);
    return new Reply(secured, { cookies: context.sessionCookie ? [clearedSessionCookie()] : [] });
  }),
});
