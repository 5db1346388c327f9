import { openExport } from '#lib/bulk/export-users.ts';
import { getJobResult as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { FileReply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, async ({ actor, params, context }) => new FileReply(await openExport(actor, params.job_id, context.caller))),
});
