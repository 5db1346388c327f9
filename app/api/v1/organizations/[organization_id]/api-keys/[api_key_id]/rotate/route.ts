import { rotateOrganizationKey as contract } from '#lib/contracts/organization-keys.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { rotateOrganizationKey } from '#lib/organizations/organization-keys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, body, context }) =>
    rotateOrganizationKey(
      { principal: actor, organizationId: params.organization_id, caller: context.caller },
      { id: params.api_key_id, overlapSeconds: body.overlap_seconds ?? 0 },
    ),
  ),
});
