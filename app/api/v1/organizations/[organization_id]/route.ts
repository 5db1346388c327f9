import { deleteOrganization as deleteContract, getOrganization as getContract, updateOrganization } from '#lib/contracts/organizations.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { changeOrganization, deleteOrganization } from '#lib/organizations/change-organization.ts';
import { getOrganization } from '#lib/organizations/find-organization.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getContract, async ({ actor, params }) => {
    const data = await getOrganization(actor, params.organization_id);
    return new Reply(data, { version: data.version });
  }),
  PATCH: route(updateOrganization, async ({ actor, params, body, context }) => {
    const work = { principal: actor, organizationId: params.organization_id, caller: context.caller };
    const data = await changeOrganization(work, body, context.ifMatch);
    return new Reply(data, { version: data.version });
  }),
  DELETE: route(deleteContract, async ({ actor, params, context }) => {
    await deleteOrganization(actor, params.organization_id, context.ifMatch, context.caller);
    return { deleted: true as const };
  }),
});
