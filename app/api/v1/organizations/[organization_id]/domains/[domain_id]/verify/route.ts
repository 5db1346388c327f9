import { verifyDomain as contract } from '#lib/contracts/organization-domains.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { verifyDomain } from '#lib/organizations/domains.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, context }) =>
    verifyDomain({ principal: actor, organizationId: params.organization_id, caller: context.caller }, params.domain_id),
  ),
});
