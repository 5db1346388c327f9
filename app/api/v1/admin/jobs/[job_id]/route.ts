import { getJob } from '#lib/bulk/list-jobs.ts';
import { getJob as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ params }) => getJob(params.job_id)),
});
