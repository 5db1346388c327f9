import { startImport } from '#lib/bulk/start-import.ts';
import { importUsers as contract } from '#lib/contracts/jobs.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, query, body, context }) =>
    startImport(actor, { file: body, columns: query.columns, mode: query.mode, dryRun: query.dry_run }, context.caller),
  ),
});
