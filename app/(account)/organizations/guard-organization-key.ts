import type { ReactElement } from 'react';
import { readNamed } from '#app/read-named.ts';
import { type OrganizationKeyShape, updateOrganizationKey } from '#lib/contracts/organization-keys.ts';
import { getOrganizationKey } from '#lib/organizations/organization-keys.ts';
import type { Actor } from '#lib/sessions/actor.ts';
import { guardOrganization } from './guard-organization.tsx';

type KeyParams = Promise<{ organization_id: string; api_key_id: string }>;

/** `fields` are what the actions about a key have to know, `back` is the list of keys. */
export type OrganizationKeyGuard =
  | { actor: Actor; apiKey: OrganizationKeyShape; fields: { id: string; key: string }; back: string; denied: null }
  | { actor: null; apiKey: null; fields: null; back: null; denied: ReactElement };

/** The first line of a page that changes a key of an organization: like `guardOrganization`, and the 404 page where there is no such key. */
export async function guardOrganizationKey(params: KeyParams): Promise<OrganizationKeyGuard> {
  const { actor, organization, denied } = await guardOrganization(params, 'organization.api_keys.write');
  if (denied) return { actor, apiKey: null, fields: null, back: null, denied };
  const { id } = organization;
  const apiKey = await readNamed(updateOrganizationKey, params, ({ api_key_id }) => getOrganizationKey(id, api_key_id));
  return { actor, apiKey, fields: { id, key: apiKey.id }, back: `/organizations/${id}/api-keys`, denied: null };
}
