import { changeApplication, deleteApplication } from '#lib/applications/change-application.ts';
import { getApplication } from '#lib/applications/list-applications.ts';
import {
  deleteApplication as deleteContract,
  getApplication as getContract,
  replaceApplication,
  updateApplication,
} from '#lib/contracts/applications.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getContract, async ({ params }) => {
    const data = await getApplication(params.application_id);
    return new Reply(data, { version: data.version });
  }),
  PUT: route(replaceApplication, async ({ actor, params, body, context }) => {
    const data = await changeApplication(actor, params.application_id, body, context.ifMatch, context.caller);
    return new Reply(data, { version: data.version });
  }),
  PATCH: route(updateApplication, async ({ actor, params, body, context }) => {
    const data = await changeApplication(actor, params.application_id, body, context.ifMatch, context.caller);
    return new Reply(data, { version: data.version });
  }),
  DELETE: route(deleteContract, async ({ actor, params, context }) => {
    await deleteApplication(actor, params.application_id, context.ifMatch, context.caller);
    return { deleted: true as const };
  }),
});
