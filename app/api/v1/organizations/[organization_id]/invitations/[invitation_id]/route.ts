import { revokeInvitation as contract } from '#lib/contracts/organization-invitations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeInvitation } from '#lib/organizations/invitations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, async ({ actor, params, context }) => {
    await revokeInvitation({ principal: actor, organizationId: params.organization_id, caller: context.caller }, params.invitation_id);
    return { revoked: true as const };
  }),
});
