import { searchEvents } from '#lib/audit/search-events.ts';
import { listAuditLogs } from '#lib/contracts/audit.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listAuditLogs, async ({ query }) => {
    const { events, pagination } = await searchEvents(query, { ...query, total: query.total === 'true' });
    return new Reply(events, { pagination });
  }),
});
