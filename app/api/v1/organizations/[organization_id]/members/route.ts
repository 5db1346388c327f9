import { addMember as addContract, listMembers as listContract } from '#lib/contracts/organization-members.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { addMember } from '#lib/organizations/change-members.ts';
import { listMembers } from '#lib/organizations/list-members.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ actor, params, query }) => {
    const { members, pagination } = await listMembers(actor, params.organization_id, { ...query, total: query.total === 'true' });
    return new Reply(members, { pagination });
  }),
  POST: route(addContract, ({ actor, params, body, context }) =>
    addMember({ principal: actor, organizationId: params.organization_id, caller: context.caller }, body),
  ),
});
