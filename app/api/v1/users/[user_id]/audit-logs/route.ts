import { listUserEvents } from '#lib/audit/list-user-events.ts';
import { listUserEvents as contract } from '#lib/contracts/managed-users.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { getManagedUser } from '#lib/users/find-managed-user.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, async ({ params, query }) => {
    await getManagedUser(params.user_id);
    const { events, pagination } = await listUserEvents(params.user_id, { ...query, total: query.total === 'true' });
    return new Reply(events, { pagination });
  }),
});
