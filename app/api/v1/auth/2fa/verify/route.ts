import { verifySecondFactor } from '#lib/contracts/factors.ts';
import { clearedChallengeCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { signedInAnswer } from '#lib/http/signed-in-answer.ts';
import { completeChallenge } from '#lib/sign-in/complete-sign-in.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(verifySecondFactor, async ({ body, context }) => {
    const { challengeCookie, sessionCookie, caller } = context;
    const token = body.challenge_token ?? challengeCookie ?? '';
    const options = { trustDevice: body.trust_device ?? false, previousCookie: body.challenge_token ? null : sessionCookie, caller };
    const { data, cookies } = await signedInAnswer(await completeChallenge(token, { method: body.method, code: body.code }, options));
    return new Reply(data, { cookies: [...cookies, ...(challengeCookie ? [clearedChallengeCookie()] : [])] });
  }),
});
