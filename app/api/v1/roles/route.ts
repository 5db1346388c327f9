import { createRole as createContract, listRoles as listContract } from '#lib/contracts/roles.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { createRole } from '#lib/roles/change-role.ts';
import { listRoles } from '#lib/roles/list-roles.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ actor, query }) => {
    const { roles, pagination } = await listRoles(actor, { ...query, total: query.total === 'true' });
    return new Reply(roles, { pagination });
  }),
  POST: route(createContract, async ({ actor, body, context }) => {
    const data = await createRole(actor, body, context.caller);
    return new Reply(data, { version: data.version });
  }),
});
