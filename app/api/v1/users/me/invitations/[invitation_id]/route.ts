import { declineOwnInvitation as contract } from '#lib/contracts/organization-invitations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { declineOwnInvitation } from '#lib/organizations/answer-invitation.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, async ({ actor, params, context }) => {
    await declineOwnInvitation(actor, params.invitation_id, context.caller);
    return { declined: true as const };
  }),
});
