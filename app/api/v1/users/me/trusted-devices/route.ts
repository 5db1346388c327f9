import { listTrustedDevices as contract } from '#lib/contracts/factors.ts';
import { listTrustedDevices } from '#lib/factors/trusted-devices.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(contract, ({ actor }) => listTrustedDevices(actor)),
});
