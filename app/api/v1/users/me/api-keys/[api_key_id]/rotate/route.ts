import { rotateOwnKey } from '#lib/api-keys/own-keys.ts';
import { rotateApiKey } from '#lib/contracts/api-keys.ts';
import { methods } from '#lib/http/methods.ts';
import { route } from '#lib/http/route.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({
  POST: route(rotateApiKey, ({ actor, params, body, context }) =>
    rotateOwnKey(actor, { id: params.api_key_id, overlapSeconds: body.overlap_seconds ?? 0 }, context.caller),
  ),
});
