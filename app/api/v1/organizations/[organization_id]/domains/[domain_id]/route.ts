import { removeDomain as contract } from '#lib/contracts/organization-domains.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { removeDomain } from '#lib/organizations/domains.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, async ({ actor, params, context }) => {
    await removeDomain({ principal: actor, organizationId: params.organization_id, caller: context.caller }, params.domain_id);
    return { removed: true as const };
  }),
});
