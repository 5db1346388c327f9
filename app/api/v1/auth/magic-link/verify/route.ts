import { verifyMagicLink } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { signInAnswer } from '#lib/http/signed-in-answer.ts';
import { evenFailures } from '#lib/sign-in/even-timing.ts';
import { signInWithMail } from '#lib/sign-in/sign-in-with-mail.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(verifyMagicLink, async ({ body, context }) => {
    const { remember_me: remember = false, mode = 'token', ...proof } = body;
    const kind = mode === 'cookie' ? 'browser' : 'api';
    const previousCookie = mode === 'cookie' ? context.sessionCookie : null;
    const outcome = await evenFailures(100, () => signInWithMail({ proof, kind, remember, previousCookie, caller: context.caller }));
    return signInAnswer(outcome, context.challengeCookie);
  }),
});
