import { listAllSessions as contract } from '#lib/contracts/admin-sessions.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { listAllSessions } from '#lib/users/all-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, async ({ actor, query: { total, ...filter } }) => {
    const { sessions, pagination } = await listAllSessions(actor, { ...filter, total: total === 'true' });
    return new Reply(sessions, { pagination });
  }),
});
