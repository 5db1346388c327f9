import { activateOrganization as contract } from '#lib/contracts/organizations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { activateOrganization } from '#lib/organizations/change-organization.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, body, context }) =>
    activateOrganization({ principal: actor, organizationId: params.organization_id, caller: context.caller }, body.reason),
  ),
});
