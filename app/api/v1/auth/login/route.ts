import { login } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { signInAnswer } from '#lib/http/signed-in-answer.ts';
import { signInWithPassword } from '#lib/sign-in/sign-in-with-password.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(login, async ({ body, context }) => {
    const { email, username, password, remember_me: remember = false, mode = 'token' } = body;
    const outcome = await signInWithPassword({
      identifier: email !== undefined ? { email } : { username: username ?? '' },
      password,
      remember,
      kind: mode === 'cookie' ? 'browser' : 'api',
      previousCookie: mode === 'cookie' ? context.sessionCookie : null,
      caller: context.caller,
    });
    return signInAnswer(outcome, context.challengeCookie);
  }),
});
