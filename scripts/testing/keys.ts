import { createApiKey } from '#lib/contracts/api-keys.ts';
import { allOwnScopes } from '#lib/roles/scopes.ts';
import { type ApiAnswer, call } from './api.ts';
import { type Person, signIn } from './people.ts';

/** An API key as its owner got it. */
export type MadeKey = { id: string; key: string };

/** Asks for a key; by default one that opens all of its owner's own things. */
export function askForKey(bearer: string, body: Record<string, unknown> = {}): Promise<ApiAnswer> {
  return call(createApiKey, { bearer, body: { name: 'Nightly backup', scopes: allOwnScopes, ...body } });
}

/** Makes a key of somebody's through the API. */
export async function makeKey(person: Person, body: Record<string, unknown> = {}): Promise<MadeKey> {
  const answer = await askForKey((await signIn(person)).accessToken, body);
  if (answer.status !== 201) throw new Error(`Making a key answered ${answer.status} ${answer.code}.`);
  return { id: answer.data.id, key: answer.data.key };
}
