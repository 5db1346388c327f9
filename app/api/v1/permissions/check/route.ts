import { checkPermission as contract } from '#lib/contracts/decisions.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { explainPermission } from '#lib/roles/explain-permissions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body, context }) => explainPermission(actor, body, context.caller)),
});
