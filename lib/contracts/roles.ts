import { z } from 'zod';
import { topRank } from '#lib/roles/catalogue.ts';
import { allPatterns } from '#lib/roles/permission-patterns.ts';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { pageQuery } from './paging.ts';
import { awaitingApproval } from './proposals.ts';

const tag = 'Roles';

const patterns = z
  .array(z.enum(allPatterns))
  .max(allPatterns.length)
  .transform((names) => [...new Set(names)].sort())
  .meta({
    description: 'Permissions, and wildcards over them: only what you hold yourself.',
    example: ['admin.users.read', 'admin.audit.*'],
  });

const fields = {
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,39}$/, 'Use 2 to 40 small letters, digits and underscores; begin with a letter.')
    .meta({ description: 'What tokens and other programs call it. It never changes.', example: 'support' }),
  display_name: plainText(64).min(1, 'Enter a name.').meta({ example: 'Support' }),
  description: plainText(300).meta({ example: 'Looks after customers.' }),
  rank: z
    .int()
    .min(1)
    .max(topRank - 1)
    .meta({ description: 'Below your own. Nobody manages an equal or higher rank.', example: 50 }),
  permissions: patterns,
};

export const roleShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    display_name: z.string(),
    description: z.string(),
    rank: z.int(),
    system: z.boolean().meta({ description: 'Every installation has it; it cannot be changed.' }),
    organization_id: z.uuid().nullable(),
    permissions: z.array(z.string()),
    members: z.int().meta({ description: 'How many people hold it right now.' }),
    may_change: z.boolean().meta({ description: 'The caller may change and delete it.' }),
    version: z.int().meta({ description: 'Grows by one with each change; also the ETag.' }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Role' });
export type RoleShape = z.output<typeof roleShape>;

const params = z.object({ role_id: z.uuid() });

export const listRoles = endpoint({
  id: 'listRoles',
  method: 'GET',
  path: '/roles',
  tag,
  summary: 'Roles',
  description: 'Newest first.',
  access: { permission: 'admin.roles.read' },
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(roleShape) },
  errors: [],
});

export const createRole = endpoint({
  id: 'createRole',
  method: 'POST',
  path: '/roles',
  tag,
  summary: 'Add a role',
  access: { permission: 'admin.roles.create', stepUp: true },
  body: z.strictObject({
    name: fields.name,
    display_name: fields.display_name,
    description: fields.description.default(''),
    rank: fields.rank,
    permissions: fields.permissions,
  }),
  versioned: true,
  responses: { 201: roleShape },
  errors: ['CONFLICT'],
});

export const getRole = endpoint({
  id: 'getRole',
  method: 'GET',
  path: '/roles/{role_id}',
  tag,
  summary: 'One role',
  description: 'The answer carries an `ETag`.',
  access: { permission: 'admin.roles.read' },
  params,
  versioned: true,
  responses: { 200: roleShape },
  errors: ['NOT_FOUND'],
});

export const replaceRole = endpoint({
  id: 'replaceRole',
  method: 'PUT',
  path: '/roles/{role_id}',
  tag,
  summary: 'Change a role',
  description:
    'It counts at once for everybody who holds the role. With `If-Match` the change is refused when somebody was faster. ' +
    'System roles cannot be changed.',
  access: { permission: 'admin.roles.write', stepUp: true },
  params,
  body: z.strictObject({
    display_name: fields.display_name,
    description: fields.description.default(''),
    rank: fields.rank,
    permissions: fields.permissions,
  }),
  versioned: true,
  responses: { 200: roleShape, 202: awaitingApproval },
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

export const deleteRole = endpoint({
  id: 'deleteRole',
  method: 'DELETE',
  path: '/roles/{role_id}',
  tag,
  summary: 'Delete a role',
  description: 'Whoever holds it loses it at once. With `If-Match` only the version that was seen is deleted.',
  access: { permission: 'admin.roles.delete', stepUp: true },
  params,
  responses: { 200: z.object({ deleted: z.literal(true) }) },
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

const side = z.object({
  people: z.int().meta({ description: 'How many people it happens to.' }),
  permissions: z.array(z.object({ permission: z.string(), people: z.int() })),
});

const previewShape = z
  .object({
    members: z.int(),
    gains: side,
    loses: side,
    people: z
      .array(
        z.object({
          user: z.object({ id: z.uuid(), label: z.string().nullable() }),
          gains: z.array(z.string()),
          loses: z.array(z.string()),
        }),
      )
      .nullable()
      .meta({ description: 'The first of them; null without `admin.users.read`.' }),
  })
  .meta({ id: 'RolePreview' });
export type RolePreviewShape = z.output<typeof previewShape>;

export const previewRole = endpoint({
  id: 'previewRole',
  method: 'POST',
  path: '/roles/preview',
  tag,
  summary: 'Who would gain and lose what by a change of a role',
  description: 'What somebody holds by another role as well they neither gain nor lose. An empty list asks about deleting the role.',
  access: { permission: 'admin.roles.read' },
  body: z.strictObject({ role_id: z.uuid(), permissions: fields.permissions }),
  readOnly: true,
  responses: { 200: previewShape },
  errors: ['NOT_FOUND'],
});

export const assignmentShape = z
  .object({
    role: z.object({ id: z.uuid(), name: z.string(), display_name: z.string(), rank: z.int() }),
    organization_id: z.uuid().nullable(),
    granted_at: timestamp,
    granted_by: z.uuid().nullable(),
    reason: z.string().nullable(),
    expires_at: timestamp.nullable(),
  })
  .meta({ id: 'RoleAssignment' });
export type AssignmentShape = z.output<typeof assignmentShape>;

const manage = { permission: 'admin.users.roles', stepUp: true } as const;

export const listUserRoles = endpoint({
  id: 'listUserRoles',
  method: 'GET',
  path: '/users/{user_id}/roles',
  tag,
  summary: 'The roles a user holds right now',
  description: 'The highest rank first.',
  access: { permission: 'admin.users.roles' },
  params: z.object({ user_id: z.uuid() }),
  responses: { 200: z.array(assignmentShape) },
  errors: ['NOT_FOUND'],
});

export const grantRole = endpoint({
  id: 'grantRole',
  method: 'POST',
  path: '/users/{user_id}/roles',
  tag,
  summary: 'Give a user a role',
  description:
    'Counts at once. Role and user must be below your own rank, and you must hold everything the role gives. ' +
    'Where the user holds it already, the end and the reason are those of this request.',
  access: manage,
  params: z.object({ user_id: z.uuid() }),
  body: z.strictObject({
    role_id: z.uuid(),
    organization_id: z
      .uuid()
      .optional()
      .meta({ description: 'It counts for what belongs to this organization, of which they must be a member. Left out: everywhere.' }),
    expires_at: timestamp.optional().meta({ description: 'When it ends by itself. Left out: when it is taken.' }),
    reason: plainText(300).optional(),
  }),
  responses: { 201: assignmentShape, 202: awaitingApproval },
  errors: ['NOT_FOUND', 'CONFLICT', 'LAST_ADMIN'],
});

export const revokeRole = endpoint({
  id: 'revokeRole',
  method: 'DELETE',
  path: '/users/{user_id}/roles/{role_id}',
  tag,
  summary: 'Take a role from a user',
  description: 'Counts at once. A role of your own you may give up whatever its rank. The last super admin stays one.',
  access: manage,
  params: z.object({ user_id: z.uuid(), role_id: z.uuid() }),
  query: z.strictObject({
    organization_id: z
      .uuid()
      .optional()
      .meta({ description: 'The one they hold in this organization. Left out: the one that counts everywhere.' }),
  }),
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND', 'LAST_ADMIN'],
});
