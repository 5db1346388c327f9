import { renewBackupCodes as contract } from '#lib/contracts/factors.ts';
import { renewBackupCodes } from '#lib/factors/manage-factors.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(contract, ({ actor, context }) => renewBackupCodes(actor, context.caller)),
});
