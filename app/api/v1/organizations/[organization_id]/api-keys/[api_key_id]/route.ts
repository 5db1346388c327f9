import { keyChange } from '#lib/api-keys/key-input.ts';
import { revokeOrganizationKey as revokeContract, updateOrganizationKey as updateContract } from '#lib/contracts/organization-keys.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeOrganizationKey, updateOrganizationKey } from '#lib/organizations/organization-keys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  PATCH: route(updateContract, ({ actor, params, body, context }) =>
    updateOrganizationKey(
      { principal: actor, organizationId: params.organization_id, caller: context.caller },
      params.api_key_id,
      keyChange(body),
    ),
  ),
  DELETE: route(revokeContract, ({ actor, params, context }) =>
    revokeOrganizationKey({ principal: actor, organizationId: params.organization_id, caller: context.caller }, params.api_key_id),
  ),
});
