import { readNamed } from '#app/read-named.ts';
import { getOwnKey } from '#lib/api-keys/own-keys.ts';
import { type ApiKeyShape, getApiKey } from '#lib/contracts/api-keys.ts';
import type { Actor } from '#lib/sessions/actor.ts';

/** The key of the actor's that the address names; the 404 page where there is none. */
export function readKey(actor: Actor, params: Promise<{ api_key_id: string }>): Promise<ApiKeyShape> {
  return readNamed(getApiKey, params, ({ api_key_id }) => getOwnKey(actor, api_key_id));
}
