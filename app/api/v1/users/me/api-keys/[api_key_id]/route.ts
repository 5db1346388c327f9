import { keyChange } from '#lib/api-keys/key-input.ts';
import { getOwnKey, revokeOwnKey, updateOwnKey } from '#lib/api-keys/own-keys.ts';
import { getApiKey, revokeApiKey, updateApiKey } from '#lib/contracts/api-keys.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  GET: route(getApiKey, ({ actor, params }) => getOwnKey(actor, params.api_key_id)),
  PATCH: route(updateApiKey, ({ actor, params, body, context }) => updateOwnKey(actor, params.api_key_id, keyChange(body), context.caller)),
  DELETE: route(revokeApiKey, ({ actor, params, context }) => revokeOwnKey(actor, params.api_key_id, context.caller)),
});
