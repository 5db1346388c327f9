import { verifyOtp } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { signInAnswer } from '#lib/http/signed-in-answer.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';
import { signInWithText } from '#lib/sign-in/sign-in-with-text.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(verifyOtp, async ({ body, context }) => {
    const { phone, code, remember_me: remember = false, mode = 'token' } = body;
    const kind = mode === 'cookie' ? 'browser' : 'api';
    const previousCookie = mode === 'cookie' ? context.sessionCookie : null;
    const outcome = await evenFailures(100, () => signInWithText({ phone, code, kind, remember, previousCookie, caller: context.caller }));
    return signInAnswer(outcome, context.challengeCookie);
  }),
});
