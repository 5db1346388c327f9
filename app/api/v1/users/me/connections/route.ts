import { beginConnection } from '#lib/auth/begin-connection.ts';
import { createConnection, listConnections as listContract } from '#lib/contracts/connections.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';
import { listConnections } from '#lib/linked-accounts/connections.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listContract, ({ actor }) => listConnections(actor)),
  POST: route(createConnection, async ({ actor, body, context }) => {
    const { location, cookies } = await beginConnection(actor, body.provider, context.caller);
    return new Reply({ authorization_url: location }, { cookies });
  }),
});
