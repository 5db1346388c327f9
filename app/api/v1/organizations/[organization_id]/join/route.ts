import { joinOrganization as contract } from '#lib/contracts/organizations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { joinOrganization } from '#lib/organizations/change-members.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, context }) => joinOrganization(actor, params.organization_id, context.caller)),
});
