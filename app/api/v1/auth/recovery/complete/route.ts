import { completeRecovery as contract } from '#lib/contracts/recovery.ts';
import { clearedChallengeCookie, clearedSessionCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';
import { completeRecovery } from '#lib/sign-in/recover-factors.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ body, context }) => {
    const data = await evenFailures(100, () => completeRecovery(body.token, context.caller));
    const cookies = [
      ...(context.sessionCookie ? [clearedSessionCookie()] : []),
      ...(context.challengeCookie ? [clearedChallengeCookie()] : []),
    ];
    return new Reply(data, { cookies });
  }),
});
