import { safeRedirect } from '#lib/auth/safe-redirect.ts';
import { requestMagicLink } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { evenTiming } from '#lib/sign-in/even-timing.ts';
import { requestSignInMail } from '#lib/sign-in/sign-in-with-mail.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(requestMagicLink, ({ body, context }) => {
    const redirectTo = body.redirect_to === undefined ? null : safeRedirect(body.redirect_to);
    return evenTiming(100, () => requestSignInMail({ email: body.email, redirectTo }, context.caller));
  }),
});
