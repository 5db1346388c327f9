import { resetPassword as contract } from '#lib/contracts/auth.ts';
import { clearedSessionCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { resetPassword } from '#lib/passwords/reset-password.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ body, context }) => {
    const data = await resetPassword(body, context.caller);
    return new Reply(data, { cookies: context.sessionCookie ? [clearedSessionCookie()] : [] });
  }),
});
