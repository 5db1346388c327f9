import { deleteConnection } from '#lib/contracts/connections.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';
import { disconnect } from '#lib/linked-accounts/connections.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  DELETE: route(deleteConnection, ({ actor, params, context }) => disconnect(actor, params.connection_id, context.caller)),
});
