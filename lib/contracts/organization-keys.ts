import { z } from 'zod';
import { organizationScopes } from '#lib/roles/scopes.ts';
import { apiKeyShape, keyChanges, keyChangeText, keyFields, listOfScopes, rotation } from './api-keys.ts';
import { endpoint } from './endpoint.ts';
import { pageQuery } from './paging.ts';

const tag = 'Organizations';

const read = { organization: 'organization.api_keys.read' } as const;
const write = { organization: 'organization.api_keys.write', stepUp: true } as const;
const params = z.object({ organization_id: z.uuid() });
const keyParams = z.object({ organization_id: z.uuid(), api_key_id: z.uuid() });

/** Nobody makes a key that can do more in the organization than they can, or gets at one. */
const rule = 'Whoever writes must hold every scope of the key in the organization. The owners are told by mail.';

export const organizationKeyShape = apiKeyShape
  .extend({
    open_scopes: z
      .array(z.string())
      .meta({ description: 'Those of `scopes` that count right now: what `created_by` may do there. None: the key is refused.' }),
    created_by: z
      .object({ id: z.uuid(), name: z.string().nullable() })
      .meta({ description: 'Who made it or put it in the place of another, and whose rights there are its bounds.' }),
  })
  .meta({ id: 'OrganizationApiKey' });
export type OrganizationKeyShape = z.output<typeof organizationKeyShape>;

export const newOrganizationKeyShape = organizationKeyShape
  .extend({ key: z.string().meta({ description: 'The key itself. It is shown this once.' }) })
  .meta({ id: 'NewOrganizationApiKey' });
export type NewOrganizationKeyShape = z.output<typeof newOrganizationKeyShape>;

export const listOrganizationKeys = endpoint({
  id: 'listOrganizationKeys',
  method: 'GET',
  path: '/organizations/{organization_id}/api-keys',
  tag,
  summary: 'API keys of an organization',
  description: 'Newest first; expired ones stay in the list until they are revoked.',
  access: read,
  params,
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(organizationKeyShape) },
  errors: ['NOT_FOUND'],
});

export const createOrganizationKey = endpoint({
  id: 'createOrganizationKey',
  method: 'POST',
  path: '/organizations/{organization_id}/api-keys',
  tag,
  summary: 'Make an API key of an organization',
  description: `It calls what its scopes open for this organization, and nothing else. At each use it may do what who made it may do there then. \`key\` is in this answer only. ${rule}`,
  access: write,
  params,
  body: z.strictObject({ ...keyFields, scopes: listOfScopes(organizationScopes) }),
  secretAnswer: true,
  responses: { 201: newOrganizationKeyShape },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const updateOrganizationKey = endpoint({
  id: 'updateOrganizationKey',
  method: 'PATCH',
  path: '/organizations/{organization_id}/api-keys/{api_key_id}',
  tag,
  summary: 'Change the name of an API key of an organization, its limit, its end, or from where it may be used',
  description: `${keyChangeText} ${rule}`,
  access: write,
  params: keyParams,
  body: keyChanges,
  responses: { 200: organizationKeyShape },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const rotateOrganizationKey = endpoint({
  id: 'rotateOrganizationKey',
  method: 'POST',
  path: '/organizations/{organization_id}/api-keys/{api_key_id}/rotate',
  tag,
  summary: 'Replace an API key of an organization by a new one',
  description: `From then on what the caller may do there are its bounds. CONFLICT for one that was replaced or has expired already. ${rule}`,
  access: write,
  params: keyParams,
  body: rotation,
  secretAnswer: true,
  responses: { 201: newOrganizationKeyShape },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const revokeOrganizationKey = endpoint({
  id: 'revokeOrganizationKey',
  method: 'DELETE',
  path: '/organizations/{organization_id}/api-keys/{api_key_id}',
  tag,
  summary: 'Revoke an API key of an organization',
  description: 'It is refused at once, on every instance. The owners are told by mail.',
  access: { organization: 'organization.api_keys.write' },
  params: keyParams,
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});
