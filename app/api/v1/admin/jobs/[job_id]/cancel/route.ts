import { cancelJob } from '#lib/bulk/cancel-job.ts';
import { cancelJob as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, params, context }) => cancelJob(actor, params.job_id, context.caller)),
});
