import { getEffectivePermissions as contract } from '#lib/contracts/decisions.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { listEffectivePermissions } from '#lib/roles/explain-permissions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ params }) => listEffectivePermissions(params.user_id)),
});
