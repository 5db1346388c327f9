import { readDashboard } from '#lib/audit/dashboard.ts';
import { getDashboard } from '#lib/contracts/admin.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getDashboard, ({ query }) => readDashboard(query.range)),
});
