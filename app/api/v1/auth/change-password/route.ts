import { changePassword as contract } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { changePassword } from '#lib/sign-in/change-password.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body, context }) => {
    const change = {
      currentPassword: body.current_password,
      newPassword: body.new_password,
      revokeOtherSessions: body.revoke_other_sessions ?? true,
    };
    return changePassword(actor, change, context.caller);
  }),
});
