import { leaveOrganization as contract } from '#lib/contracts/organizations.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { leaveOrganization } from '#lib/organizations/change-members.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ actor, params, context }) => {
    await leaveOrganization(actor, params.organization_id, context.caller);
    return { left: true as const };
  }),
});
