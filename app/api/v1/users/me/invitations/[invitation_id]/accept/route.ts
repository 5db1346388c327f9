import { acceptOwnInvitation as contract } from '#lib/contracts/organization-invitations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { acceptOwnInvitation } from '#lib/organizations/answer-invitation.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, context }) => acceptOwnInvitation(actor, params.invitation_id, context.caller)),
});
