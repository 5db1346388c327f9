import { listOwnInvitations as contract } from '#lib/contracts/organization-invitations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { listOwnInvitations } from '#lib/organizations/answer-invitation.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ actor }) => listOwnInvitations(actor)),
});
