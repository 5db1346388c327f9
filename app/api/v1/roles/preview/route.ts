import { previewRole as contract } from '#lib/contracts/roles.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { previewRole } from '#lib/roles/preview-role.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body }) => previewRole(actor, body)),
});
