import { resendInvitation as contract } from '#lib/contracts/organization-invitations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { resendInvitation } from '#lib/organizations/invitations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, context }) =>
    resendInvitation({ principal: actor, organizationId: params.organization_id, caller: context.caller }, params.invitation_id),
  ),
});
