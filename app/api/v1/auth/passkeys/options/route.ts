import { startPasskeySignIn as contract } from '#lib/contracts/passkeys.ts';
import { randomToken } from '#lib/crypto/hash.ts';
import { passkeyCookie } from '#lib/http/cookies.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { startPasskeySignIn } from '#lib/sign-in/sign-in-with-passkey.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ body, context }) => {
    const { email, username, mode = 'token' } = body;
    const name = email !== undefined ? { email } : username !== undefined ? { username } : null;
    const { pool } = context.caller;
    if (mode === 'token') return startPasskeySignIn(pool, name, { kind: 'api' });
    // Kept where there is one: the same browser may have the sign-in page open twice.
    const browserToken = context.passkeyCookie ?? randomToken();
    return new Reply(await startPasskeySignIn(pool, name, { kind: 'browser', browserToken }), { cookies: [passkeyCookie(browserToken)] });
  }),
});
