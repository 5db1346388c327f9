import { createApiKey } from '#lib/contracts/api-keys.ts';
import { createOrganizationKey } from '#lib/contracts/organization-keys.ts';
import { createClientSecret, createServiceAccount } from '#lib/contracts/service-accounts.ts';
import type { Permission } from '#lib/roles/catalogue.ts';
import { allOwnScopes } from '#lib/roles/scopes.ts';
import { type ApiAnswer, call } from './api.ts';
import { makePerson, type Person, signIn } from './people.ts';

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

/** Makes a key of an organization through the API, as somebody who may. */
export async function makeOrganizationKey(
  bearer: string,
  organizationId: string,
  scopes: readonly Permission[] = ['organization.read', 'organization.members.read'],
  body: Record<string, unknown> = {},
): Promise<MadeKey> {
  const params = { organization_id: organizationId };
  const answer = await call(createOrganizationKey, { bearer, params, body: { name: 'Directory', scopes, ...body } });
  if (answer.status !== 201) throw new Error(`Making a key answered ${answer.status} ${answer.code}.`);
  return { id: answer.data.id, key: answer.data.key };
}

/** Client credentials as an administrator got them. */
export type MadeClient = { id: string; client_id: string; client_secret: string };

/** Adds a service account with a client secret through the API, as an admin. */
export async function makeClient(permissions: readonly Permission[] = ['tokens.introspect']): Promise<MadeClient> {
  const bearer = (await signIn(await makePerson({ role: 'admin' }))).accessToken;
  const account = await call(createServiceAccount, { bearer, body: { name: 'Billing', permissions } });
  const secret = await call(createClientSecret, { bearer, params: { service_account_id: account.data.id }, body: {} });
  if (secret.status !== 201) throw new Error(`Making a client secret answered ${secret.status} ${secret.code}.`);
  return secret.data;
}
