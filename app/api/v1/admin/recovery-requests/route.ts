import { listRecoveryRequests as contract } from '#lib/contracts/recovery.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { listRecoveryRequests } from '#lib/recovery/decide-recovery.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ actor }) => listRecoveryRequests(actor)),
});
