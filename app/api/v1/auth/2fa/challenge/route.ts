import { startSecondFactor } from '#lib/contracts/factors.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { startFactor } from '#lib/sign-in/challenge.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(startSecondFactor, ({ body, context }) => startFactor(body.challenge_token ?? context.challengeCookie ?? '', body.method)),
});
