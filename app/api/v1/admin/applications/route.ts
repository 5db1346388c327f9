import { createApplication } from '#lib/applications/change-application.ts';
import { listApplications } from '#lib/applications/list-applications.ts';
import { createApplication as createContract, listApplications as listContract } from '#lib/contracts/applications.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, async ({ query }) => {
    const { applications, pagination } = await listApplications({ ...query, total: query.total === 'true' });
    return new Reply(applications, { pagination });
  }),
  POST: route(createContract, async ({ actor, body, context }) => {
    const data = await createApplication(actor, body, context.caller);
    return new Reply(data, { version: data.version });
  }),
});
