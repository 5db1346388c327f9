import { secureAccount } from '#lib/contracts/auth.ts';
import { clearedSessionCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { secureAccountByLink } from '#lib/sign-in/secure-account.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(secureAccount, async ({ actor, body, context }) => {
    const { userId } = await secureAccountByLink(body.token, context.caller);
    const isOwnBrowser = context.sessionCookie !== null && actor?.user.id === userId;
    return new Reply({ secured: true as const }, { cookies: isOwnBrowser ? [clearedSessionCookie()] : [] });
  }),
});
