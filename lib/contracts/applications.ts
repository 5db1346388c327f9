import { z } from 'zod';
import { parseOrigin } from '#lib/applications/origin.ts';
import { defaultPool } from '#lib/pools/pool-name.ts';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { pageQuery } from './paging.ts';
import { poolName } from './pools.ts';

const tag = 'Administration';

const origin = z
  .string()
  .max(300, 'Use at most 300 characters.')
  .transform((text, context) => {
    const parsed = parseOrigin(text.trim());
    if (parsed !== null) return parsed;
    const message = 'Enter scheme, host and port only, such as https://app.example.com; http only for this machine.';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  })
  .meta({ description: 'Scheme, host and port of an application, as browsers send them in `Origin`.', example: 'https://app.example.com' });

const fields = {
  name: plainText(64).min(1, 'Enter a name.').meta({ example: 'Shop' }),
  description: plainText(300).meta({ example: 'Where customers buy.' }),
  allowed_origins: z
    .array(origin)
    .max(20, 'Use at most 20 origins.')
    .transform((origins) => [...new Set(origins)])
    .meta({ description: 'Whose pages may call the API with a token. None: no browser may.' }),
  enabled: z.boolean().meta({ description: 'False: its origins are refused like any other.' }),
  pool: poolName.meta({ description: 'Whose people sign in from its pages, where they do not say otherwise.', example: 'default' }),
};

export const applicationShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    allowed_origins: z.array(z.string()),
    enabled: z.boolean(),
    pool: z.string(),
    version: z.int().meta({ description: 'Grows by one with each change; also the ETag.' }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Application' });
export type ApplicationShape = z.output<typeof applicationShape>;

const params = z.object({ application_id: z.uuid() });
const write = { permission: 'admin.settings.write', stepUp: true } as const;

const whole = z.strictObject({
  name: fields.name,
  description: fields.description.default(''),
  allowed_origins: fields.allowed_origins,
  enabled: fields.enabled.default(true),
  pool: fields.pool.default(defaultPool),
});

export const listApplications = endpoint({
  id: 'listApplications',
  method: 'GET',
  path: '/admin/applications',
  tag,
  summary: 'Applications and their allowed origins',
  description: 'Newest first.',
  access: { permission: 'admin.settings.read' },
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(applicationShape) },
  errors: [],
});

export const createApplication = endpoint({
  id: 'createApplication',
  method: 'POST',
  path: '/admin/applications',
  tag,
  summary: 'Add an application',
  description: 'Its origins may call the API from browsers within a second, on every instance.',
  access: write,
  body: whole,
  versioned: true,
  responses: { 201: applicationShape },
  errors: ['CONFLICT'],
});

export const getApplication = endpoint({
  id: 'getApplication',
  method: 'GET',
  path: '/admin/applications/{application_id}',
  tag,
  summary: 'One application',
  description: 'The answer carries an `ETag`.',
  access: { permission: 'admin.settings.read' },
  params,
  versioned: true,
  responses: { 200: applicationShape },
  errors: ['NOT_FOUND'],
});

export const replaceApplication = endpoint({
  id: 'replaceApplication',
  method: 'PUT',
  path: '/admin/applications/{application_id}',
  tag,
  summary: 'Replace an application',
  description: 'What is left out gets its default. With `If-Match` the change is refused when somebody was faster.',
  access: write,
  params,
  body: whole,
  versioned: true,
  responses: { 200: applicationShape },
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

export const updateApplication = endpoint({
  id: 'updateApplication',
  method: 'PATCH',
  path: '/admin/applications/{application_id}',
  tag,
  summary: 'Change any part of an application',
  description: 'With `If-Match` the change is refused when somebody was faster.',
  access: write,
  params,
  body: z.strictObject({
    name: fields.name.optional(),
    description: fields.description.optional(),
    allowed_origins: fields.allowed_origins.optional(),
    enabled: fields.enabled.optional(),
    pool: fields.pool.optional(),
  }),
  versioned: true,
  responses: { 200: applicationShape },
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

export const deleteApplication = endpoint({
  id: 'deleteApplication',
  method: 'DELETE',
  path: '/admin/applications/{application_id}',
  tag,
  summary: 'Delete an application',
  description: 'Its origins are refused within a second. With `If-Match` only the version that was seen is deleted.',
  access: write,
  params,
  responses: { 200: z.object({ deleted: z.literal(true) }) },
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
});
