import { presentUser } from '#lib/accounts/present-user.ts';
import { updateProfile } from '#lib/accounts/update-profile.ts';
import { getMe, updateMe } from '#lib/contracts/users.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getMe, async ({ actor }) => presentUser(actor)),
  PATCH: route(updateMe, async ({ actor, body, context }) => {
    const { first_name: firstName, last_name: lastName, ...rest } = body;
    const change = { ...rest, ...(firstName !== undefined && { firstName }), ...(lastName !== undefined && { lastName }) };
    return presentUser(await updateProfile(actor, change, context.caller));
  }),
});
