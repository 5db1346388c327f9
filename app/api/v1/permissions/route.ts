import { listPermissions as contract } from '#lib/contracts/decisions.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { listPermissions } from '#lib/roles/explain-permissions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, async ({ actor }) => listPermissions(actor)),
});
