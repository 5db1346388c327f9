import { setUpFirstAdmin } from '#lib/accounts/first-admin.ts';
import { setupAdmin } from '#lib/contracts/auth.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(setupAdmin, ({ body, context }) => setUpFirstAdmin(body, context.caller)),
});
