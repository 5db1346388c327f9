import { deleteRole as deleteContract, getRole as getContract, replaceRole as replaceContract } from '#lib/contracts/roles.ts';
import { methods } from '#lib/http/methods.ts';
import { orPropose } from '#lib/http/or-propose.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { deleteRole, replaceRole } from '#lib/roles/change-role.ts';
import { getRole } from '#lib/roles/list-roles.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getContract, async ({ actor, params }) => {
    const data = await getRole(actor, params.role_id);
    return new Reply(data, { version: data.version });
  }),
  PUT: route(replaceContract, ({ actor, params: { role_id: roleId }, body, context: { ifMatch, caller } }) =>
    orPropose(actor, { kind: 'role_change', roleId, input: body }, caller, async () => {
      const data = await replaceRole(actor, roleId, body, { expected: ifMatch, caller });
      return new Reply(data, { version: data.version });
    }),
  ),
  DELETE: route(deleteContract, async ({ actor, params, context }) => {
    await deleteRole(actor, params.role_id, { expected: context.ifMatch, caller: context.caller });
    return { deleted: true as const };
  }),
});
