import { z } from 'zod';
import { allPermissions } from '#lib/roles/catalogue.ts';
import { apiKeyShape, keyChanges, keyChangeText, keyFields, listOfScopes, newApiKeyShape, rotation } from './api-keys.ts';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { pageQuery } from './paging.ts';

const tag = 'Service accounts';

/** Nobody changes what is above them: a service account of a higher rank, or with a permission they do not hold. */
const rule = 'Whoever writes must hold every permission of the account, and no lower a rank.';

const clientSecretShape = z
  .object({
    id: z.uuid(),
    prefix: z.string().meta({ description: 'How the secret begins.', example: 'gate_client_8fK2' }),
    created_at: timestamp,
    expires_at: timestamp.nullable().meta({ description: 'Set once a new secret took its place.' }),
    last_used_at: timestamp.nullable().meta({ description: 'To the minute.' }),
  })
  .meta({ id: 'ClientSecret' });
export type ClientSecretShape = z.output<typeof clientSecretShape>;

const newClientSecretShape = clientSecretShape
  .extend({ client_id: z.uuid(), client_secret: z.string().meta({ description: 'The secret itself. It is shown this once.' }) })
  .meta({ id: 'NewClientSecret' });
export type NewClientSecretShape = z.output<typeof newClientSecretShape>;

export const serviceAccountShape = z
  .object({
    id: z.uuid().meta({ description: 'Also its `client_id`.' }),
    name: z.string(),
    description: z.string(),
    permissions: z.array(z.string()),
    rank: z.int().meta({ description: 'That of who made it, at that time. It manages only what is below.' }),
    enabled: z.boolean(),
    created_at: timestamp,
    updated_at: timestamp,
    created_by: z.uuid().nullable(),
    client_secrets: z.array(clientSecretShape).meta({ description: 'Those that are good.' }),
    api_keys: z.int().meta({ description: 'How many good API keys it has.' }),
    may_manage: z.boolean().meta({ description: 'Whether you may change it: it may do nothing that you may not.' }),
  })
  .meta({ id: 'ServiceAccount' });
export type ServiceAccountShape = z.output<typeof serviceAccountShape>;

const read = { permission: 'admin.api_keys.read' } as const;
const write = { permission: 'admin.api_keys.write', stepUp: true } as const;
const params = z.object({ service_account_id: z.uuid() });
const keyParams = z.object({ service_account_id: z.uuid(), api_key_id: z.uuid() });
const secretParams = z.object({ service_account_id: z.uuid(), client_secret_id: z.uuid() });

const fields = {
  name: plainText(64).min(1, 'Enter a name.').meta({ example: 'Billing' }),
  description: plainText(500).meta({ example: 'Asks whether tokens are active.' }),
  permissions: listOfScopes(allPermissions).meta({ description: 'Only what you hold yourself.', example: ['tokens.introspect'] }),
};

export const listServiceAccounts = endpoint({
  id: 'listServiceAccounts',
  method: 'GET',
  path: '/admin/service-accounts',
  tag,
  summary: 'Service accounts',
  description: 'Newest first.',
  access: read,
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(serviceAccountShape) },
  errors: [],
});

export const createServiceAccount = endpoint({
  id: 'createServiceAccount',
  method: 'POST',
  path: '/admin/service-accounts',
  tag,
  summary: 'Add a service account',
  description:
    'A program that belongs to the installation, not to whoever adds it. It calls with API keys of its own, or with access tokens for its client credentials.',
  access: write,
  body: z.strictObject({ name: fields.name, description: fields.description.optional(), permissions: fields.permissions }),
  responses: { 201: serviceAccountShape },
  errors: ['FORBIDDEN'],
});

export const getServiceAccount = endpoint({
  id: 'getServiceAccount',
  method: 'GET',
  path: '/admin/service-accounts/{service_account_id}',
  tag,
  summary: 'One service account',
  access: read,
  params,
  responses: { 200: serviceAccountShape },
  errors: ['NOT_FOUND'],
});

export const updateServiceAccount = endpoint({
  id: 'updateServiceAccount',
  method: 'PATCH',
  path: '/admin/service-accounts/{service_account_id}',
  tag,
  summary: 'Change a service account, switch it off or on',
  description: `With \`enabled: false\` its keys and tokens are refused at once. ${rule}`,
  access: write,
  params,
  body: z
    .strictObject({
      name: fields.name.optional(),
      description: fields.description.optional(),
      permissions: fields.permissions.optional(),
      enabled: z.boolean().optional(),
    })
    .refine((body) => Object.keys(body).length > 0, 'Change at least one field.'),
  responses: { 200: serviceAccountShape },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});

export const deleteServiceAccount = endpoint({
  id: 'deleteServiceAccount',
  method: 'DELETE',
  path: '/admin/service-accounts/{service_account_id}',
  tag,
  summary: 'Delete a service account with its keys and secrets',
  description: rule,
  access: write,
  params,
  responses: { 200: z.object({ deleted: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});

export const createClientSecret = endpoint({
  id: 'createClientSecret',
  method: 'POST',
  path: '/admin/service-accounts/{service_account_id}/client-secrets',
  tag,
  summary: 'Make a client secret; it takes the place of those there are',
  description: `Those stay good for \`overlap_seconds\`, and so do tokens from them. \`client_secret\` is in this answer only. ${rule}`,
  access: write,
  params,
  body: rotation,
  secretAnswer: true,
  responses: { 201: newClientSecretShape },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});

export const revokeClientSecret = endpoint({
  id: 'revokeClientSecret',
  method: 'DELETE',
  path: '/admin/service-accounts/{service_account_id}/client-secrets/{client_secret_id}',
  tag,
  summary: 'Revoke a client secret',
  description: `Tokens from it are refused at once. ${rule}`,
  access: write,
  params: secretParams,
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});

export const listServiceAccountKeys = endpoint({
  id: 'listServiceAccountKeys',
  method: 'GET',
  path: '/admin/service-accounts/{service_account_id}/api-keys',
  tag,
  summary: 'API keys of a service account',
  description: 'Newest first; expired ones stay in the list until they are revoked.',
  access: read,
  params,
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(apiKeyShape) },
  errors: ['NOT_FOUND'],
});

export const createServiceAccountKey = endpoint({
  id: 'createServiceAccountKey',
  method: 'POST',
  path: '/admin/service-accounts/{service_account_id}/api-keys',
  tag,
  summary: 'Make an API key of a service account',
  description: `Its scopes are permissions of the account. \`key\` is in this answer only. ${rule}`,
  access: write,
  params,
  body: z.strictObject({ ...keyFields, scopes: listOfScopes(allPermissions) }),
  secretAnswer: true,
  responses: { 201: newApiKeyShape },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const updateServiceAccountKey = endpoint({
  id: 'updateServiceAccountKey',
  method: 'PATCH',
  path: '/admin/service-accounts/{service_account_id}/api-keys/{api_key_id}',
  tag,
  summary: 'Change the name of an API key of a service account, its limit, its end, or from where it may be used',
  description: `${keyChangeText} ${rule}`,
  access: write,
  params: keyParams,
  body: keyChanges,
  responses: { 200: apiKeyShape },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const rotateServiceAccountKey = endpoint({
  id: 'rotateServiceAccountKey',
  method: 'POST',
  path: '/admin/service-accounts/{service_account_id}/api-keys/{api_key_id}/rotate',
  tag,
  summary: 'Replace an API key of a service account by a new one',
  description: `CONFLICT for one that was replaced or has expired already. ${rule}`,
  access: write,
  params: keyParams,
  body: rotation,
  secretAnswer: true,
  responses: { 201: newApiKeyShape },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const revokeServiceAccountKey = endpoint({
  id: 'revokeServiceAccountKey',
  method: 'DELETE',
  path: '/admin/service-accounts/{service_account_id}/api-keys/{api_key_id}',
  tag,
  summary: 'Revoke an API key of a service account',
  description: `It is refused at once, on every instance. ${rule}`,
  access: write,
  params: keyParams,
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});

const ownedKeyShape = apiKeyShape
  .extend({
    owner: z.object({ type: z.enum(['user', 'service_account', 'organization']), id: z.uuid(), label: z.string().nullable() }),
    may_revoke: z.boolean().meta({ description: 'Yours, that of an organization, or that of somebody below your rank.' }),
  })
  .meta({ id: 'OwnedApiKey' });
export type OwnedKeyShape = z.output<typeof ownedKeyShape>;

export const listAllApiKeys = endpoint({
  id: 'listAllApiKeys',
  method: 'GET',
  path: '/admin/api-keys',
  tag: 'API keys',
  summary: 'Everybody’s API keys, and whose they are',
  description: 'Newest first; revoked ones are left out.',
  access: read,
  query: z.strictObject({
    ...pageQuery,
    sort: z.literal('-created_at').optional(),
    owner: z.enum(['user', 'service_account', 'organization']).optional(),
    owner_id: z.uuid().optional(),
  }),
  paged: true,
  responses: { 200: z.array(ownedKeyShape) },
  errors: [],
});

export const revokeAnyApiKey = endpoint({
  id: 'revokeAnyApiKey',
  method: 'DELETE',
  path: '/admin/api-keys/{api_key_id}',
  tag: 'API keys',
  summary: 'Revoke anybody’s API key',
  description:
    'Yours, that of somebody below your rank, that of an organization, or that of a service account which you may change. A user, or the owners of the organization, are told by mail.',
  access: write,
  params: z.object({ api_key_id: z.uuid() }),
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});
