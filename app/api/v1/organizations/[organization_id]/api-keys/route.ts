import { keyInput } from '#lib/api-keys/key-input.ts';
import { createOrganizationKey as createContract, listOrganizationKeys as listContract } from '#lib/contracts/organization-keys.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { createOrganizationKey, listOrganizationKeys } from '#lib/organizations/organization-keys.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ params, query }) => {
    const { keys, pagination } = await listOrganizationKeys(params.organization_id, { ...query, total: query.total === 'true' });
    return new Reply(keys, { pagination });
  }),
  POST: route(createContract, ({ actor, params, body, context }) =>
    createOrganizationKey({ principal: actor, organizationId: params.organization_id, caller: context.caller }, keyInput(body)),
  ),
});
