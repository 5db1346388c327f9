import { keyInput } from '#lib/api-keys/key-input.ts';
import { createOwnKey, listOwnKeys } from '#lib/api-keys/own-keys.ts';
import { createApiKey, listApiKeys } from '#lib/contracts/api-keys.ts';
import { methods } from '#lib/http/methods.ts';
import { Reply } from '#lib/http/reply.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(listApiKeys, async ({ actor, query }) => {
    const { keys, pagination } = await listOwnKeys(actor, { ...query, total: query.total === 'true' });
    return new Reply(keys, { pagination });
  }),
  POST: route(createApiKey, ({ actor, body, context }) => createOwnKey(actor, keyInput(body), context.caller)),
});
