import { getUser, replaceUser, updateUser as updateContract } from '#lib/contracts/managed-users.ts';
import { deleteUser as deleteContract } from '#lib/contracts/user-acts.ts';
import { methods } from '#lib/http/methods.ts';
import { type EndpointInput, route } from '#lib/http/route.ts';
import { matching, versionedUser } from '#lib/http/versioned-user.ts';
import { deleteUser } from '#lib/users/change-access.ts';
import { getManagedUser, presentManagedUser } from '#lib/users/find-managed-user.ts';
import { updateUser } from '#lib/users/update-user.ts';

type Change = Pick<EndpointInput<typeof updateContract>, 'actor' | 'params' | 'body' | 'context'>;

async function change({ actor: principal, params, body, context: { caller, ifMatch } }: Change) {
  const management = { principal, permission: 'admin.users.write', userId: params.user_id, caller } as const;
  return versionedUser(await updateUser(management, body, matching(ifMatch)));
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getUser, async ({ params }) => versionedUser(presentManagedUser(await getManagedUser(params.user_id)))),
  PATCH: route(updateContract, change),
  PUT: route(replaceUser, change),
  DELETE: route(deleteContract, async ({ actor: principal, params, body: { reason }, context: { caller, ifMatch } }) => {
    const management = { principal, permission: 'admin.users.delete', userId: params.user_id, reason, caller } as const;
    return versionedUser(await deleteUser(management, matching(ifMatch)));
  }),
});
