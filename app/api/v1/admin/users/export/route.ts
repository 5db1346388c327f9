import { startExport } from '#lib/bulk/export-users.ts';
import { exportUsers as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, body, context }) => startExport(actor, body, context.caller)),
});
