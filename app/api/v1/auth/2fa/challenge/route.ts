import { type FactorStart, startSecondFactor } from '#lib/contracts/factors.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { sendChallengeCode, startFactor } from '#lib/sign-in/challenge.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(startSecondFactor, async ({ body, context }): Promise<Reply<FactorStart>> => {
    const token = body.challenge_token ?? context.challengeCookie ?? '';
    if (body.method === 'passkey') return new Reply<FactorStart>(await startFactor(token, body.method), { status: 200 });
    return new Reply<FactorStart>(await sendChallengeCode(token, body.method, context.caller), { status: 202 });
  }),
});
