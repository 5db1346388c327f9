import { impersonateUser } from '#lib/contracts/impersonation.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { impersonationAnswer } from '#lib/http/impersonation-answer.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { hasRoomForImpersonation } from '#lib/sessions/held-accounts.ts';
import { startImpersonation } from '#lib/sign-in/impersonate.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(impersonateUser, async ({ actor, params, body, context: { caller, sessionCookie } }) => {
    const { reason, minutes = 60, mode } = body;
    const others = caller.heldTokens ?? [];
    // What a browser comes back to is the session in its cookie.
    if (mode === 'cookie' && !sessionCookie)
      throw fieldError('mode', 'cookie_session', 'Only a browser that is signed in here can have it.');
    if (mode === 'cookie' && !hasRoomForImpersonation(others))
      throw new ServiceError('CONFLICT', { message: 'This browser holds too many accounts. Sign out of one.' });
    const kind = mode === 'cookie' ? 'browser' : 'api';
    const begun = await startImpersonation({ actor, userId: params.user_id, kind, reason, minutes, caller });
    return impersonationAnswer(begun, mode === 'cookie' && sessionCookie ? [sessionCookie, ...others] : null);
  }),
});
