import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { timestamp } from './fields.ts';
import { memberRole, newestFirst, organizationParams } from './organizations.ts';

const tag = 'Organizations';

export const memberShape = z
  .object({
    id: z.uuid(),
    user_id: z.uuid(),
    name: z.string().nullable(),
    username: z.string().nullable(),
    email: z.string().nullable().meta({ description: 'Null for whoever cannot change members.' }),
    avatar_url: z.string().nullable(),
    role: memberRole,
    joined_at: timestamp,
    may_change: z.boolean().meta({ description: 'The caller may change their role and remove them.' }),
  })
  .meta({ id: 'Member' });
export type MemberShape = z.output<typeof memberShape>;

const memberParams = z.object({ organization_id: z.uuid(), user_id: z.uuid() });

export const listMembers = endpoint({
  id: 'listMembers',
  method: 'GET',
  path: '/organizations/{organization_id}/members',
  tag,
  summary: 'The members of an organization',
  description: 'Who joined last comes first.',
  access: { organization: 'organization.members.read' },
  params: organizationParams,
  query: newestFirst,
  paged: true,
  responses: { 200: z.array(memberShape) },
  errors: ['NOT_FOUND'],
});

export const addMember = endpoint({
  id: 'addMember',
  method: 'POST',
  path: '/organizations/{organization_id}/members',
  tag,
  summary: 'Make somebody a member without an invitation',
  description: 'For operators, and people whose account is active. They are told by mail.',
  access: { organization: 'admin.organizations.write' },
  params: organizationParams,
  body: z.strictObject({
    user_id: z.uuid(),
    role: memberRole.optional().meta({ description: 'Left out: the default of the organization.' }),
  }),
  responses: { 201: memberShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const updateMember = endpoint({
  id: 'updateMember',
  method: 'PATCH',
  path: '/organizations/{organization_id}/members/{user_id}',
  tag,
  summary: 'Change what a member is',
  description:
    'Counts at once, and they are told by mail. Admins manage members, owners everybody but themselves; nobody gives more than they hold. The last owner stays one.',
  access: { organization: 'organization.members.write' },
  params: memberParams,
  body: z.strictObject({ role: memberRole }),
  responses: { 200: memberShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LAST_OWNER'],
});

export const removeMember = endpoint({
  id: 'removeMember',
  method: 'DELETE',
  path: '/organizations/{organization_id}/members/{user_id}',
  tag,
  summary: 'Remove a member',
  description:
    'Counts at once, with the roles that are bound to the organization, and they are told by mail. The last owner stays. Oneself: `POST …/leave`.',
  access: { organization: 'organization.members.write' },
  params: memberParams,
  responses: { 200: z.object({ removed: z.literal(true) }) },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'LAST_OWNER'],
});
