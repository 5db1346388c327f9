import { deleteRole as deleteContract, getRole as getContract, replaceRole as replaceContract } from '#lib/contracts/roles.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { deleteRole, replaceRole } from '#lib/roles/change-role.ts';
import { getRole } from '#lib/roles/list-roles.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getContract, async ({ actor, params }) => {
    const data = await getRole(actor, params.role_id);
    return new Reply(data, { version: data.version });
  }),
  PUT: route(replaceContract, async ({ actor, params, body, context }) => {
    const data = await replaceRole(actor, params.role_id, body, { expected: context.ifMatch, caller: context.caller });
    return new Reply(data, { version: data.version });
  }),
  DELETE: route(deleteContract, async ({ actor, params, context }) => {
    await deleteRole(actor, params.role_id, { expected: context.ifMatch, caller: context.caller });
    return { deleted: true as const };
  }),
});
