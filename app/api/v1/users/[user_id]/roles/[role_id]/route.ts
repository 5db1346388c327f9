import { revokeRole as contract } from '#lib/contracts/roles.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { revokeRole } from '#lib/roles/assign-role.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(contract, async ({ actor, params, query, context }) => {
    const held = { roleId: params.role_id, organizationId: query.organization_id ?? null };
    await revokeRole(actor, params.user_id, held, context.caller);
    return { revoked: true as const };
  }),
});
