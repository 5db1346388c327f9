import { listFactors as contract } from '#lib/contracts/factors.ts';
import { listFactors } from '#lib/factors/manage-factors.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ actor }) => listFactors(actor)),
});
