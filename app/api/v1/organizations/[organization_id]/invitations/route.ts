import { createInvitation, listInvitations as listContract } from '#lib/contracts/organization-invitations.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { inviteMember, listInvitations } from '#lib/organizations/invitations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ params, query }) => {
    const { invitations, pagination } = await listInvitations(params.organization_id, { ...query, total: query.total === 'true' });
    return new Reply(invitations, { pagination });
  }),
  POST: route(createInvitation, ({ actor, params, body, context }) =>
    inviteMember({ principal: actor, organizationId: params.organization_id, caller: context.caller }, body),
  ),
});
