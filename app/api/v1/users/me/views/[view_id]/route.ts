import { deleteSavedView as deleteContract, updateSavedView as updateContract } from '#lib/contracts/saved-views.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { deleteSavedView, updateSavedView } from '#lib/users/saved-views.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  PATCH: route(updateContract, ({ actor, params, body, context }) => updateSavedView(actor, params.view_id, body, context.caller)),
  DELETE: route(deleteContract, ({ actor, params, context }) => deleteSavedView(actor, params.view_id, context.caller)),
});
