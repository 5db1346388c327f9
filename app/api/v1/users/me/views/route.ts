import { createSavedView as createContract, listSavedViews as listContract } from '#lib/contracts/saved-views.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { createSavedView, listSavedViews } from '#lib/users/saved-views.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, ({ actor }) => listSavedViews(actor)),
  POST: route(
    createContract,
    async ({ actor, body, context }) => new Reply(await createSavedView(actor, body, context.caller), { status: 201 }),
  ),
});
