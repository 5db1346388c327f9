import { listRequestableRoles as roles } from '#lib/approvals/request-role.ts';
import { listRequestableRoles } from '#lib/contracts/approvals.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listRequestableRoles, async ({ actor }) => (await roles(actor)).map(({ row: _, ...role }) => role)),
});
