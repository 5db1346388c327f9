import { transferOrganization as contract } from '#lib/contracts/organizations.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { transferOrganization } from '#lib/organizations/change-organization.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, async ({ actor, params, body, context }) => {
    const data = await transferOrganization(actor, params.organization_id, body.user_id, context.caller);
    return new Reply(data, { version: data.version });
  }),
});
