import { acceptInvitation as contract } from '#lib/contracts/organization-invitations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { acceptInvitation } from '#lib/organizations/answer-invitation.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body, context }) => acceptInvitation(actor, body.token, context.caller)),
});
