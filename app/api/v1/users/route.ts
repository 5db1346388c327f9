import { createUser, listUsers as listContract } from '#lib/contracts/managed-users.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { versionedUser } from '#lib/http/versioned-user.ts';
import { presentManagedUser } from '#lib/users/find-managed-user.ts';
import { inviteUser } from '#lib/users/invite-user.ts';
import { listUsers } from '#lib/users/list-users.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ query }) => {
    const { users, pagination } = await listUsers({ ...query, total: query.total === 'true' });
    return new Reply(users.map(presentManagedUser), { pagination });
  }),
  POST: route(createUser, async ({ actor, body, context }) => versionedUser(await inviteUser(actor, body, context.caller))),
});
