import { createOrganization, listOrganizations } from '#lib/contracts/organizations.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { foundOrganization } from '#lib/organizations/found-organization.ts';
import { listOwnOrganizations } from '#lib/organizations/list-organizations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listOrganizations, async ({ actor }) => listOwnOrganizations(actor)),
  POST: route(createOrganization, async ({ actor, body, context }) => {
    const data = await foundOrganization(actor, body, context.caller);
    return new Reply(data, { version: data.version });
  }),
});
