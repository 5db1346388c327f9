import { revertEmailChange } from '#lib/accounts/revert-email.ts';
import { revertEmailChange as contract } from '#lib/contracts/change-email.ts';
import { clearedSessionCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ body, context }) => {
    const data = await evenFailures(100, () => revertEmailChange(body.token, context.caller));
    return new Reply(data, { cookies: context.sessionCookie ? [clearedSessionCookie()] : [] });
  }),
});
