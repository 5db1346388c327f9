import { listJobErrors } from '#lib/bulk/list-jobs.ts';
import { listJobErrors as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ params, query }) => listJobErrors(params.job_id, query)),
});
