import { listOwnActivity } from '#lib/audit/list-activity.ts';
import { listActivity } from '#lib/contracts/activity.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listActivity, async ({ actor, query }) => {
    const { events, pagination } = await listOwnActivity(actor, { ...query, total: query.total === 'true' });
    return new Reply(events, { pagination });
  }),
});
