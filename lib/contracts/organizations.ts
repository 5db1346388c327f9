import { z } from 'zod';
import { organizationSettings, organizationSettingsPatch } from '#lib/organizations/organization-settings.ts';
import { memberRoleNames } from '#lib/roles/member-roles.ts';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { pageQuery } from './paging.ts';

const tag = 'Organizations';

export const memberRole = z
  .enum(memberRoleNames)
  .meta({ description: 'owner: everything; admin: people, domains and settings; member: sees who is in it.' });
const reason = plainText(500).min(1, 'Give a reason.').meta({ description: 'For the audit trail, where it is kept sealed.' });

const fields = {
  name: plainText(64).min(1, 'Enter a name.').meta({ example: 'Analytical Engines Ltd' }),
  slug: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/, 'Use 2 to 40 small letters, digits and dashes; begin and end with a letter or digit.')
    .meta({ description: 'What programs call it; no other organization has it.', example: 'analytical-engines' }),
};

export const organizationShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    pool: z.string().meta({ description: 'Its members are people of this pool: that of its first owner.' }),
    status: z.enum(['active', 'suspended']),
    settings: organizationSettings,
    members: z.int(),
    role: memberRole.nullable().meta({ description: 'What the caller is in it; null for an operator who is no member.' }),
    version: z.int().meta({ description: 'Grows by one with each change; also the ETag.' }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Organization' });
export type OrganizationShape = z.output<typeof organizationShape>;

export const ownOrganizationShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    status: z.enum(['active', 'suspended']),
    role: memberRole,
    joined_at: timestamp,
  })
  .meta({ id: 'OwnOrganization' });
export type OwnOrganizationShape = z.output<typeof ownOrganizationShape>;

const summaryShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    status: z.enum(['active', 'suspended']),
    members: z.int(),
    created_at: timestamp,
  })
  .meta({ id: 'OrganizationSummary' });
export type OrganizationSummaryShape = z.output<typeof summaryShape>;

export const organizationParams = z.object({ organization_id: z.uuid() });
export const newestFirst = z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() });

export const listOrganizations = endpoint({
  id: 'listOrganizations',
  method: 'GET',
  path: '/organizations',
  tag,
  summary: 'The organizations one is in',
  description: 'By name. Operators find all of them at `GET /admin/organizations`.',
  access: { user: true },
  responses: { 200: z.array(ownOrganizationShape) },
  errors: [],
});

export const createOrganization = endpoint({
  id: 'createOrganization',
  method: 'POST',
  path: '/organizations',
  tag,
  summary: 'Found an organization',
  description:
    'The caller becomes its owner. Where the settings do not let everybody, it needs `admin.organizations.write`; who holds that can name another owner.',
  access: { user: true },
  body: z.strictObject({
    name: fields.name,
    slug: fields.slug.optional().meta({ description: 'Left out: made of the name.' }),
    owner_id: z.uuid().optional().meta({ description: 'For operators: who owns it. Left out: the caller.' }),
  }),
  versioned: true,
  responses: { 201: organizationShape },
  errors: ['FORBIDDEN', 'CONFLICT'],
});

export const listAllOrganizations = endpoint({
  id: 'listAllOrganizations',
  method: 'GET',
  path: '/admin/organizations',
  tag,
  summary: 'All organizations',
  description: 'Newest first.',
  access: { permission: 'admin.organizations.read' },
  query: z.strictObject({
    ...pageQuery,
    sort: z.literal('-created_at').optional(),
    search: plainText(64).optional().meta({ description: 'A part of the name or the slug.' }),
    status: z.enum(['active', 'suspended']).optional(),
  }),
  paged: true,
  responses: { 200: z.array(summaryShape) },
  errors: [],
});

export const getOrganization = endpoint({
  id: 'getOrganization',
  method: 'GET',
  path: '/organizations/{organization_id}',
  tag,
  summary: 'One organization',
  description: 'The answer carries an `ETag`.',
  access: { organization: 'organization.read' },
  params: organizationParams,
  versioned: true,
  responses: { 200: organizationShape },
  errors: ['NOT_FOUND'],
});

export const updateOrganization = endpoint({
  id: 'updateOrganization',
  method: 'PATCH',
  path: '/organizations/{organization_id}',
  tag,
  summary: 'Change an organization and its settings',
  description:
    'What is left out stays. With `If-Match` the change is refused when somebody was faster. A required second factor counts for every member, from their next request on.',
  access: { organization: 'organization.write' },
  params: organizationParams,
  body: z
    .strictObject({ name: fields.name.optional(), slug: fields.slug.optional(), settings: organizationSettingsPatch.optional() })
    .refine((body) => Object.keys(body).length > 0, 'Change at least one field.'),
  versioned: true,
  responses: { 200: organizationShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

export const deleteOrganization = endpoint({
  id: 'deleteOrganization',
  method: 'DELETE',
  path: '/organizations/{organization_id}',
  tag,
  summary: 'Delete an organization',
  description:
    'For good, with its memberships, invitations and domains; the accounts of its members stay. With `If-Match` only the version that was seen is deleted.',
  access: { organization: 'organization.delete', stepUp: true },
  params: organizationParams,
  responses: { 200: z.object({ deleted: z.literal(true) }) },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'PRECONDITION_FAILED'],
});

export const suspendOrganization = endpoint({
  id: 'suspendOrganization',
  method: 'POST',
  path: '/organizations/{organization_id}/suspend',
  tag,
  summary: 'Suspend an organization',
  description: 'What its members hold in it counts no more, and nobody joins it, until it is activated. For operators.',
  access: { organization: 'admin.organizations.write' },
  params: organizationParams,
  body: z.strictObject({ reason }),
  responses: { 200: organizationShape },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});

export const activateOrganization = endpoint({
  id: 'activateOrganization',
  method: 'POST',
  path: '/organizations/{organization_id}/activate',
  tag,
  summary: 'Take the suspension of an organization back',
  description: 'For operators.',
  access: { organization: 'admin.organizations.write' },
  params: organizationParams,
  body: z.strictObject({ reason }),
  responses: { 200: organizationShape },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});

export const transferOrganization = endpoint({
  id: 'transferOrganization',
  method: 'POST',
  path: '/organizations/{organization_id}/transfer',
  tag,
  summary: 'Hand an organization over',
  description: 'The member becomes an owner; the caller, where they were one, becomes an admin of it.',
  access: { organization: 'organization.transfer', stepUp: true },
  params: organizationParams,
  body: z.strictObject({ user_id: z.uuid() }),
  versioned: true,
  responses: { 200: organizationShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LAST_OWNER'],
});

export const leaveOrganization = endpoint({
  id: 'leaveOrganization',
  method: 'POST',
  path: '/organizations/{organization_id}/leave',
  tag,
  summary: 'Leave an organization',
  description: 'With the membership go the roles that are bound to the organization. The last owner cannot leave.',
  access: { user: true },
  params: organizationParams,
  responses: { 200: z.object({ left: z.literal(true) }) },
  errors: ['NOT_FOUND', 'LAST_OWNER'],
});

export const joinOrganization = endpoint({
  id: 'joinOrganization',
  method: 'POST',
  path: '/organizations/{organization_id}/join',
  tag,
  summary: 'Join an organization by the domain of one’s address',
  description:
    'For whoever confirmed an e-mail address at a domain that the organization has proved, where its settings let them in; NOT_FOUND for everybody else.',
  access: { user: true },
  params: organizationParams,
  responses: { 201: ownOrganizationShape },
  errors: ['NOT_FOUND', 'CONFLICT'],
});
