import type { BodyOf } from '#lib/contracts/endpoint.ts';
import { verifySecondFactor } from '#lib/contracts/factors.ts';
import { fieldError } from '#lib/errors.ts';
import type { FactorProof } from '#lib/factors/verify-factor.ts';
import { clearedChallengeCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { signedInAnswer } from '#lib/http/signed-in-answer.ts';
import { completeChallenge } from '#lib/sign-in/complete-sign-in.ts';

/** The contract has seen to it that what the method needs is there. */
function factorProof({ method, code = '', credential }: BodyOf<typeof verifySecondFactor>): FactorProof {
  if (method !== 'passkey') return { method, code };
  if (!credential) throw fieldError('credential', 'required', 'A passkey has to answer.');
  return { method, assertion: credential };
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(verifySecondFactor, async ({ body, context }) => {
    const { challengeCookie, sessionCookie, caller } = context;
    const token = body.challenge_token ?? challengeCookie ?? '';
    const options = { trustDevice: body.trust_device ?? false, previousCookie: body.challenge_token ? null : sessionCookie, caller };
    const { data, cookies } = await signedInAnswer(await completeChallenge(token, factorProof(body), options));
    return new Reply(data, { cookies: [...cookies, ...(challengeCookie ? [clearedChallengeCookie()] : [])] });
  }),
});
