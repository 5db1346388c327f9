import { listJobs } from '#lib/bulk/list-jobs.ts';
import { listJobs as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, async ({ query }) => {
    const { jobs, pagination } = await listJobs({ ...query, total: query.total === 'true' });
    return new Reply(jobs, { pagination });
  }),
});
