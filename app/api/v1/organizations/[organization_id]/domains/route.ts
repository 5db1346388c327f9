import { addDomain as addContract, listDomains as listContract } from '#lib/contracts/organization-domains.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { addDomain, listDomains } from '#lib/organizations/domains.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, ({ params }) => listDomains(params.organization_id)),
  POST: route(addContract, ({ actor, params, body, context }) =>
    addDomain({ principal: actor, organizationId: params.organization_id, caller: context.caller }, body.name),
  ),
});
