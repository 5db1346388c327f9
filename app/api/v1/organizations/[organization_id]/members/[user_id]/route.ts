import { removeMember as removeContract, updateMember } from '#lib/contracts/organization-members.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { changeMember, removeMember } from '#lib/organizations/change-members.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  PATCH: route(updateMember, ({ actor, params, body, context }) =>
    changeMember({ principal: actor, organizationId: params.organization_id, caller: context.caller }, params.user_id, body.role),
  ),
  DELETE: route(removeContract, async ({ actor, params, context }) => {
    await removeMember({ principal: actor, organizationId: params.organization_id, caller: context.caller }, params.user_id);
    return { removed: true as const };
  }),
});
