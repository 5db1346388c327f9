import { listAllOrganizations as contract } from '#lib/contracts/organizations.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { listAllOrganizations } from '#lib/organizations/list-organizations.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, async ({ query }) => {
    const { organizations, pagination } = await listAllOrganizations({ ...query, total: query.total === 'true' });
    return new Reply(organizations, { pagination });
  }),
});
