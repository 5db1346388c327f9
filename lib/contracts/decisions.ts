import { z } from 'zod';
import { memberRoleNames } from '#lib/roles/member-roles.ts';
import { endpoint } from './endpoint.ts';
import { timestamp } from './fields.ts';

const role = z.object({ id: z.uuid(), name: z.string() }).nullable().meta({ description: 'Null: what a service account holds by itself.' });
const ranks = { rank: z.int(), own_rank: z.int() };

/** Why somebody may or may not: a closed list. */
export const becauseShape = z
  .discriminatedUnion('reason', [
    z.object({
      reason: z.literal('granted'),
      role,
      permission: z.string(),
      expires_at: timestamp.nullable(),
      organization_id: z.uuid().nullable(),
    }),
    z.object({ reason: z.literal('own') }),
    z.object({ reason: z.literal('outranks'), ...ranks }),
    z.object({ reason: z.literal('unknown_permission') }),
    z.object({ reason: z.literal('not_active') }),
    z.object({ reason: z.literal('second_factor_overdue') }),
    z.object({ reason: z.literal('not_granted') }),
    z.object({ reason: z.literal('grant_expired'), role, permission: z.string(), expired_at: timestamp }),
    z.object({ reason: z.literal('other_organization'), role, permission: z.string(), organization_id: z.uuid() }),
    z.object({ reason: z.literal('installation_only'), role, permission: z.string(), organization_id: z.uuid() }),
    z.object({ reason: z.literal('scope_missing') }),
    z.object({ reason: z.literal('system_role') }),
    z.object({ reason: z.literal('self') }),
    z.object({ reason: z.literal('rank'), ...ranks }),
    z.object({ reason: z.literal('not_held'), permissions: z.array(z.string()) }),
  ])
  .meta({ id: 'DecisionReason' });

const reasonedPermissions = z.array(z.object({ permission: z.string(), because: z.array(becauseShape) }));

const decisionShape = z
  .object({ allowed: z.boolean(), because: z.array(becauseShape).meta({ description: 'What speaks for it, or what stands in the way.' }) })
  .meta({ id: 'Decision' });

export const checkPermission = endpoint({
  id: 'checkPermission',
  method: 'POST',
  path: '/permissions/check',
  tag: 'Roles',
  summary: 'May somebody do something, and why',
  description:
    'Decided by the same function that lets requests through. About oneself anybody may ask, with a key as far as its scopes go; ' +
    'about others it needs `admin.permissions.read`. A resource is looked at once the permission itself is held.',
  access: { user: true, apiKeys: 'profile.read', impersonated: true },
  body: z.strictObject({
    user_id: z.uuid().optional().meta({ description: 'Left out: the caller.' }),
    permission: z.string().min(1).max(100).meta({ example: 'admin.users.suspend' }),
    resource: z
      .strictObject({
        type: z.enum(['user', 'role']).optional(),
        id: z.uuid().optional(),
        organization_id: z.uuid().optional().meta({ description: 'Where. A user is then looked at as a member of it.' }),
      })
      .refine(({ type, id }) => (type === undefined) === (id === undefined), 'Give both, type and id.')
      .refine((resource) => Object.keys(resource).length > 0, 'Say what it would be done to.')
      .optional()
      .meta({ description: 'What it would be done to, or in which organization.' }),
  }),
  readOnly: true,
  responses: { 200: decisionShape },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});

export const listPermissions = endpoint({
  id: 'listPermissions',
  method: 'GET',
  path: '/permissions',
  tag: 'Roles',
  summary: 'All permissions, and the wildcards over them',
  access: { permission: 'admin.permissions.read' },
  responses: {
    200: z.array(
      z
        .object({
          name: z.string().meta({ example: 'admin.users.read' }),
          description: z.string(),
          wildcard: z.boolean().meta({ description: 'It stands for everything below it, also for what is added later.' }),
          held: z.boolean().meta({ description: 'The caller holds it, and so can put it into a role.' }),
        })
        .meta({ id: 'Permission' }),
    ),
  },
  errors: [],
});

export const effectivePermissionsShape = z
  .object({
    user_id: z.uuid(),
    rank: z.int(),
    permissions: reasonedPermissions,
    organizations: z
      .array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          status: z.enum(['active', 'suspended']),
          role: z.enum(memberRoleNames),
          permissions: reasonedPermissions,
        }),
      )
      .meta({ description: 'What they may do in each organization that they are in, besides what they may do everywhere.' }),
  })
  .meta({ id: 'EffectivePermissions' });
export type EffectivePermissionsShape = z.output<typeof effectivePermissionsShape>;

export const getEffectivePermissions = endpoint({
  id: 'getEffectivePermissions',
  method: 'GET',
  path: '/users/{user_id}/effective-permissions',
  tag: 'Roles',
  summary: 'What a user may do, with the reason for each',
  access: { permission: 'admin.permissions.read' },
  params: z.object({ user_id: z.uuid() }),
  responses: {
    200: effectivePermissionsShape,
  },
  errors: ['NOT_FOUND'],
});
