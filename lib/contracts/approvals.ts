import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { awaitingApproval } from './proposals.ts';

const tag = 'Role requests';
const roleShape = z.object({ id: z.uuid(), name: z.string(), display_name: z.string() });

export const roleRequestShape = z
  .object({
    id: z.uuid(),
    role: roleShape,
    status: z.enum(['open', 'approved', 'denied', 'withdrawn', 'expired']),
    reason: z.string().nullable(),
    ends_at: timestamp.nullable().meta({ description: 'When the role is to end by itself.' }),
    created_at: timestamp,
    expires_at: timestamp.meta({ description: 'Until when somebody can decide about it.' }),
    decided_at: timestamp.nullable(),
    decision_reason: z.string().nullable(),
  })
  .meta({ id: 'RoleRequest' });
export type RoleRequestShape = z.output<typeof roleRequestShape>;

export const pendingRoleRequestShape = roleRequestShape
  .omit({ status: true, decided_at: true, decision_reason: true })
  .extend({
    user: z.object({ id: z.uuid(), email: z.string().nullable(), name: z.string().nullable() }),
    may_decide: z.boolean().meta({ description: 'False for your own, and for what you could not give yourself.' }),
  })
  .meta({ id: 'PendingRoleRequest' });
export type PendingRoleRequestShape = z.output<typeof pendingRoleRequestShape>;

export const listRequestableRoles = endpoint({
  id: 'listRequestableRoles',
  method: 'GET',
  path: '/users/me/requestable-roles',
  tag,
  summary: 'Roles that I can ask for',
  description: 'Those that the settings name and that you do not hold.',
  access: { user: true },
  responses: { 200: z.array(roleShape.extend({ description: z.string().nullable() })) },
  errors: [],
});

export const createRoleRequest = endpoint({
  id: 'createRoleRequest',
  method: 'POST',
  path: '/users/me/role-requests',
  tag,
  summary: 'Ask for a role',
  description: 'Whoever could give you the role is told and decides; nobody decides about themselves. Five a day.',
  access: { user: true },
  body: z.strictObject({
    role_id: z.uuid(),
    reason: plainText(500).min(1, 'Say what you need it for.'),
    ends_at: timestamp.optional().meta({ description: 'When it is to end by itself. Left out: when it is taken.' }),
  }),
  responses: { 201: roleRequestShape },
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const listOwnRoleRequests = endpoint({
  id: 'listOwnRoleRequests',
  method: 'GET',
  path: '/users/me/role-requests',
  tag,
  summary: 'What I asked for',
  description: 'The latest 50, newest first.',
  access: { user: true },
  responses: { 200: z.array(roleRequestShape) },
  errors: [],
});

const params = z.object({ role_request_id: z.uuid() });

export const withdrawRoleRequest = endpoint({
  id: 'withdrawRoleRequest',
  method: 'DELETE',
  path: '/users/me/role-requests/{role_request_id}',
  tag,
  summary: 'Take a request back',
  access: { user: true },
  params,
  responses: { 200: z.object({ withdrawn: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});

export const listRoleRequests = endpoint({
  id: 'listRoleRequests',
  method: 'GET',
  path: '/admin/role-requests',
  tag: 'Administration',
  summary: 'Requests for a role that wait for a decision',
  description: 'The oldest 200.',
  access: { permission: 'admin.users.roles' },
  responses: { 200: z.array(pendingRoleRequestShape) },
  errors: [],
});

const deciding = {
  method: 'POST',
  tag: 'Administration',
  access: { permission: 'admin.users.roles', stepUp: true },
  params,
  body: z.strictObject({ reason: plainText(500).min(1, 'Give a reason.') }),
} as const;

export const approveRoleRequest = endpoint({
  ...deciding,
  id: 'approveRoleRequest',
  path: '/admin/role-requests/{role_request_id}/approve',
  summary: 'Give the role that was asked for',
  description: 'Judged like giving it directly, at this moment: rank, what you hold yourself, and never about yourself.',
  responses: { 200: z.object({ approved: z.literal(true) }), 202: awaitingApproval },
  errors: ['NOT_FOUND', 'CONFLICT', 'LAST_ADMIN'],
});

export const denyRoleRequest = endpoint({
  ...deciding,
  id: 'denyRoleRequest',
  path: '/admin/role-requests/{role_request_id}/deny',
  summary: 'Refuse a request for a role',
  responses: { 200: z.object({ denied: z.literal(true) }) },
  errors: ['NOT_FOUND', 'CONFLICT'],
});
