import { getLimits } from '#lib/contracts/limits.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { readLimits } from '#lib/rate-limit/list-limits.ts';
import { isAllowed } from '#lib/roles/decide-for.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getLimits, ({ actor }) => readLimits({ mayNamePeople: isAllowed(actor, 'admin.users.read') })),
});
