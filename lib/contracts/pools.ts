import { z } from 'zod';
import { poolNamePattern } from '#lib/pools/pool-name.ts';
import { policiesPatch, policyGroups, settingsSchema } from '#lib/settings/settings.ts';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { pageQuery } from './paging.ts';
import { awaitingApproval } from './proposals.ts';
import { settingsPreviewShape } from './settings.ts';

const tag = 'Administration';

export const poolName = z
  .string()
  .regex(poolNamePattern, 'Use 2 to 40 small letters, digits and dashes; begin and end with a letter or digit.')
  .meta({ description: 'The name of a pool.', example: 'default' });

const fields = {
  name: poolName.meta({ description: 'What addresses, headers and tokens call it. It never changes.', example: 'staff' }),
  display_name: plainText(64)
    .min(1, 'Enter a name.')
    .meta({ description: 'What people read on its sign-in pages.', example: 'Staff of Analytical Engines' }),
  overrides: policiesPatch.meta({ description: 'What is otherwise than in the settings. `null` takes a value from there again.' }),
};

export const poolShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    display_name: z.string(),
    is_default: z.boolean().meta({ description: 'Every installation has it; its policies are the settings.' }),
    overrides: policiesPatch.meta({ description: 'The values that are otherwise than in the settings.' }),
    policies: settingsSchema.pick(policyGroups).meta({ description: 'What counts for its people: the settings with the overrides.' }),
    version: z.int().meta({ description: 'Grows by one with each change; also the ETag.' }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Pool' });
export type PoolShape = z.output<typeof poolShape>;

const params = z.object({ pool: z.string().max(64).meta({ example: 'default' }) });
const write = { permission: 'admin.settings.write', stepUp: true } as const;

export const listPools = endpoint({
  id: 'listPools',
  method: 'GET',
  path: '/admin/pools',
  tag,
  summary: 'User pools',
  description: 'Separate populations, such as customers and staff, each with its own accounts and policies. Newest first.',
  access: { permission: 'admin.settings.read' },
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(poolShape) },
  errors: [],
});

export const createPool = endpoint({
  id: 'createPool',
  method: 'POST',
  path: '/admin/pools',
  tag,
  summary: 'Add a user pool',
  description:
    'Requests are about it with `X-Gatehouse-Pool`, or when they come from an application of it; its sign-in page is `/login?pool=…`. CONFLICT beyond 100 pools, and for weaker policies than those of the settings where another administrator has to approve that: make the pool without them, then change it.',
  access: write,
  body: z.strictObject({ name: fields.name, display_name: fields.display_name, overrides: fields.overrides.default({}) }),
  versioned: true,
  responses: { 201: poolShape },
  errors: ['CONFLICT'],
});

export const getPool = endpoint({
  id: 'getPool',
  method: 'GET',
  path: '/admin/pools/{pool}',
  tag,
  summary: 'One user pool',
  description: 'The answer carries an `ETag`.',
  access: { permission: 'admin.settings.read' },
  params,
  versioned: true,
  responses: { 200: poolShape },
  errors: ['NOT_FOUND'],
});

const change = z.strictObject({ display_name: fields.display_name.optional(), overrides: fields.overrides.optional() });

export const updatePool = endpoint({
  id: 'updatePool',
  method: 'PATCH',
  path: '/admin/pools/{pool}',
  tag,
  summary: 'Change a user pool',
  description:
    'Its name on pages, and any subset of the overrides; the default pool has none. A change counts on every instance within a second. With `If-Match` it is refused when somebody was faster.',
  access: write,
  params,
  body: change,
  versioned: true,
  responses: { 200: poolShape, 202: awaitingApproval },
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

export const previewPool = endpoint({
  id: 'previewPool',
  method: 'POST',
  path: '/admin/pools/{pool}/preview',
  tag,
  summary: 'Whom a change of the policies of a user pool would affect',
  description: 'Takes what `PATCH /admin/pools/{pool}` takes, and changes nothing. Only its own people are counted.',
  access: { permission: 'admin.settings.read' },
  params,
  body: change,
  readOnly: true,
  responses: { 200: settingsPreviewShape },
  errors: ['NOT_FOUND'],
});

export const deletePool = endpoint({
  id: 'deletePool',
  method: 'DELETE',
  path: '/admin/pools/{pool}',
  tag,
  summary: 'Delete a user pool',
  description:
    'CONFLICT for the default pool, and while there are people, organizations or applications in it. With `If-Match` only the version that was seen is deleted.',
  access: write,
  params,
  responses: { 200: z.object({ deleted: z.literal(true) }) },
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});
