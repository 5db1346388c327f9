import { verifyPasskeySignIn } from '#lib/contracts/passkeys.ts';
import { clearedChallengeCookie, clearedCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { signedInAnswer } from '#lib/http/signed-in-answer.ts';
import { passkeyCookieName } from '#lib/sessions/cookie-names.ts';
import { signInWithPasskey } from '#lib/sign-in/sign-in-with-passkey.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(verifyPasskeySignIn, async ({ body, context }) => {
    const { credential: assertion, mode = 'token', remember_me: remember = false } = body;
    const { passkeyCookie, challengeCookie, sessionCookie, caller } = context;
    const isBrowser = mode === 'cookie';
    const completed = await signInWithPasskey({
      assertion,
      client: isBrowser ? { kind: 'browser', browserToken: passkeyCookie ?? '' } : { kind: 'api' },
      remember,
      previousCookie: isBrowser ? sessionCookie : null,
      caller,
    });
    const { data, cookies } = await signedInAnswer(completed);
    const cleared = [
      ...(passkeyCookie && isBrowser ? [clearedCookie(passkeyCookieName())] : []),
      ...(challengeCookie ? [clearedChallengeCookie()] : []),
    ];
    return new Reply(data, { cookies: [...cookies, ...cleared] });
  }),
});
