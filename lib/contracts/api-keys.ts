import { z } from 'zod';
import { allScopes, type Scope } from '#lib/roles/scopes.ts';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { pageQuery } from './paging.ts';

const tag = 'API keys';
const longestOverlap = 7 * 24 * 60 * 60;

export const apiKeyShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().meta({ description: 'How the key begins.', example: 'gate_live_8fK2' }),
    scopes: z
      .array(z.string())
      .meta({ description: 'What it was made for; what its owner does not hold any more is refused at each use.' }),
    allowed_ips: z.array(z.string()).meta({ description: 'From where it may be used; empty: from anywhere.' }),
    rate_limit: z.string().nullable().meta({ description: 'A limit of its own, or null.', example: '100/60s' }),
    expires_at: timestamp.nullable(),
    last_used_at: timestamp.nullable().meta({ description: 'To the minute.' }),
    created_at: timestamp,
    rotated_at: timestamp.nullable().meta({ description: 'A new key took its place; it is good until `expires_at`.' }),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyShape = z.output<typeof apiKeyShape>;

export const newApiKeyShape = apiKeyShape
  .extend({ key: z.string().meta({ description: 'The key itself. It is shown this once.' }) })
  .meta({ id: 'NewApiKey' });
export type NewApiKeyShape = z.output<typeof newApiKeyShape>;

export const keyName = plainText(64).min(1, 'Enter a name.').meta({ example: 'Nightly backup' });

const range = z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()]);

export const allowedIps = z
  .array(
    z
      .string()
      .max(64)
      .refine((text) => range.safeParse(text).success, 'Give an address or a range such as 203.0.113.0/24 or 2001:db8::/48.'),
  )
  .max(50, 'Give at most 50 ranges.')
  .meta({ description: 'Addresses and ranges (CIDR) from which the key may be used; empty: from anywhere.', example: ['203.0.113.0/24'] });

const seconds = { s: 1, m: 60, h: 3600 } as const;

export const rateLimit = z
  .string()
  .regex(/^[1-9]\d{0,5}\/[1-9]\d{0,3}[smh]$/, 'Give a number of requests and a time, such as 100/60s.')
  .transform((text) => {
    const [max = '', window = ''] = text.split('/');
    return { max: Number(max), windowSeconds: Number(window.slice(0, -1)) * seconds[window.slice(-1) as keyof typeof seconds] };
  })
  .refine(({ windowSeconds }) => windowSeconds <= 24 * 3600, 'The time may be a day at most.')
  .meta({ description: 'How often this key may be used; its owner’s limit counts as well.', example: '100/60s' });

/** `name` as a list: each once, in the order of the catalogue. */
export function listOfScopes<const Name extends Scope>(names: readonly Name[]) {
  return z
    .array(z.enum(names as [Name, ...Name[]]))
    .min(1, 'Choose at least one.')
    .max(names.length)
    .transform((chosen) => names.filter((name) => chosen.includes(name)));
}

export const keyFields = {
  name: keyName,
  allowed_ips: allowedIps.optional(),
  rate_limit: rateLimit.nullable().optional(),
  expires_at: z.iso
    .datetime({ offset: true })
    .nullable()
    .optional()
    .meta({ description: 'Left out: as long as the settings allow.', example: '2027-06-30T00:00:00Z' }),
};

/** What of a key can be changed: all but what it opens. */
export const keyChanges = z
  .strictObject({ ...keyFields, name: keyName.optional() })
  .refine((body) => Object.keys(body).length > 0, 'Change at least one field.');

export const keyChangeText =
  'What is left out stays; `expires_at: null` means as long as the settings allow, counted from the day it was made. Scopes cannot be changed: make another key. CONFLICT for the end of one that was replaced or has expired.';

export const rotation = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(longestOverlap, 'The old one can stay for a week at most.')
    .optional()
    .meta({ description: 'How long the old one stays good beside the new one. Left out: not at all.' }),
});

const params = z.object({ api_key_id: z.uuid() });

export const listApiKeys = endpoint({
  id: 'listApiKeys',
  method: 'GET',
  path: '/users/me/api-keys',
  tag,
  summary: 'My API keys',
  description: 'Newest first; expired ones stay in the list until they are revoked.',
  access: { user: true, impersonated: true },
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(apiKeyShape) },
  errors: [],
});

export const createApiKey = endpoint({
  id: 'createApiKey',
  method: 'POST',
  path: '/users/me/api-keys',
  tag,
  summary: 'Make an API key',
  description:
    'Scopes are parts of your own account (`profile.read` …) and permissions that you hold. `key` is in this answer only. Keys cannot make keys, nor do anything that needs a session or a fresh proof.',
  access: { user: true, stepUp: true },
  body: z.strictObject({ ...keyFields, scopes: listOfScopes(allScopes) }),
  secretAnswer: true,
  responses: { 201: newApiKeyShape },
  errors: ['FORBIDDEN', 'CONFLICT'],
});

export const getApiKey = endpoint({
  id: 'getApiKey',
  method: 'GET',
  path: '/users/me/api-keys/{api_key_id}',
  tag,
  summary: 'One of my API keys',
  access: { user: true, impersonated: true },
  params,
  responses: { 200: apiKeyShape },
  errors: ['NOT_FOUND'],
});

export const updateApiKey = endpoint({
  id: 'updateApiKey',
  method: 'PATCH',
  path: '/users/me/api-keys/{api_key_id}',
  tag,
  summary: 'Change the name of an API key, its limit, its end, or from where it may be used',
  description: keyChangeText,
  access: { user: true, stepUp: true },
  params,
  body: keyChanges,
  responses: { 200: apiKeyShape },
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const revokeApiKey = endpoint({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/users/me/api-keys/{api_key_id}',
  tag,
  summary: 'Revoke an API key',
  description: 'It is refused at once, on every instance.',
  access: { user: true },
  params,
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});

export const rotateApiKey = endpoint({
  id: 'rotateApiKey',
  method: 'POST',
  path: '/users/me/api-keys/{api_key_id}/rotate',
  tag,
  summary: 'Replace an API key by a new one',
  description:
    'The new one is good for the same, and as long as the old one was. CONFLICT for one that was replaced or has expired already.',
  access: { user: true, stepUp: true },
  params,
  body: rotation,
  secretAnswer: true,
  responses: { 201: newApiKeyShape },
  errors: ['NOT_FOUND', 'CONFLICT'],
});
