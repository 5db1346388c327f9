import { z } from 'zod';
import { normalizeDomain } from '#lib/organizations/domain-name.ts';
import { organizationSettings, organizationSettingsPatch } from '#lib/organizations/organization-settings.ts';
import { memberRoleNames } from '#lib/roles/member-roles.ts';
import { endpoint } from './endpoint.ts';
import { email, plainText, timestamp, token } from './fields.ts';
import { pageQuery } from './paging.ts';

const tag = 'Organizations';

const role = z
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
    status: z.enum(['active', 'suspended']),
    settings: organizationSettings,
    members: z.int(),
    role: role.nullable().meta({ description: 'What the caller is in it; null for an operator who is no member.' }),
    version: z.int().meta({ description: 'Grows by one with each change; also the ETag.' }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .meta({ id: 'Organization' });
export type OrganizationShape = z.output<typeof organizationShape>;

const heldShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    slug: z.string(),
    status: z.enum(['active', 'suspended']),
    role,
    joined_at: timestamp,
  })
  .meta({ id: 'OwnOrganization' });
export type OwnOrganizationShape = z.output<typeof heldShape>;

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

const params = z.object({ organization_id: z.uuid() });
const pageOnly = z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() });

export const listOrganizations = endpoint({
  id: 'listOrganizations',
  method: 'GET',
  path: '/organizations',
  tag,
  summary: 'The organizations one is in',
  description: 'By name. Operators find all of them at `GET /admin/organizations`.',
  access: { user: true },
  responses: { 200: z.array(heldShape) },
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
  params,
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
  params,
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
  params,
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
  params,
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
  params,
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
  params,
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
  params,
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
  params,
  responses: { 201: heldShape },
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const memberShape = z
  .object({
    id: z.uuid(),
    user_id: z.uuid(),
    name: z.string().nullable(),
    username: z.string().nullable(),
    email: z.string().nullable().meta({ description: 'Null for whoever cannot change members.' }),
    avatar_url: z.string().nullable(),
    role,
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
  params,
  query: pageOnly,
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
  params,
  body: z.strictObject({ user_id: z.uuid(), role: role.optional().meta({ description: 'Left out: the default of the organization.' }) }),
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
  body: z.strictObject({ role }),
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

export const invitationShape = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role,
    expired: z.boolean(),
    invited_by: z.uuid().nullable(),
    created_at: timestamp,
    sent_at: timestamp.meta({ description: 'When it was last mailed.' }),
    expires_at: timestamp,
  })
  .meta({ id: 'Invitation' });
export type InvitationShape = z.output<typeof invitationShape>;

const invitationParams = z.object({ organization_id: z.uuid(), invitation_id: z.uuid() });

export const listInvitations = endpoint({
  id: 'listInvitations',
  method: 'GET',
  path: '/organizations/{organization_id}/invitations',
  tag,
  summary: 'The invitations that nobody has answered',
  description: 'Newest first.',
  access: { organization: 'organization.invitations.read' },
  params,
  query: pageOnly,
  paged: true,
  responses: { 200: z.array(invitationShape) },
  errors: ['NOT_FOUND'],
});

export const createInvitation = endpoint({
  id: 'createInvitation',
  method: 'POST',
  path: '/organizations/{organization_id}/invitations',
  tag,
  summary: 'Invite somebody by mail',
  description:
    'The link in the mail works once, for whoever has confirmed this address, with an account that is there or one they make. ' +
    'Nothing here tells whether there is an account. CONFLICT for a member, and while an invitation to the address is open.',
  access: { organization: 'organization.invitations.write' },
  params,
  body: z.strictObject({ email, role: role.optional().meta({ description: 'Left out: the default of the organization.' }) }),
  responses: { 201: invitationShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const resendInvitation = endpoint({
  id: 'resendInvitation',
  method: 'POST',
  path: '/organizations/{organization_id}/invitations/{invitation_id}/resend',
  tag,
  summary: 'Send an invitation again',
  description: 'With a new link and a new end; the earlier link works no more.',
  access: { organization: 'organization.invitations.write' },
  params: invitationParams,
  responses: { 200: invitationShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const revokeInvitation = endpoint({
  id: 'revokeInvitation',
  method: 'DELETE',
  path: '/organizations/{organization_id}/invitations/{invitation_id}',
  tag,
  summary: 'Take an invitation back',
  access: { organization: 'organization.invitations.write' },
  params: invitationParams,
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});

export const acceptInvitation = endpoint({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/invitations/accept',
  tag,
  summary: 'Accept an invitation by the link in the mail',
  description: 'For whoever has confirmed the address that was invited: FORBIDDEN for anybody else. It works once.',
  access: { user: true },
  body: z.strictObject({ token }),
  responses: { 200: heldShape },
  errors: ['INVALID_TOKEN', 'FORBIDDEN', 'CONFLICT'],
});

const ownInvitationShape = z
  .object({
    id: z.uuid(),
    organization: z.object({ id: z.uuid(), name: z.string() }),
    role,
    created_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'OwnInvitation' });
export type OwnInvitationShape = z.output<typeof ownInvitationShape>;

export const listOwnInvitations = endpoint({
  id: 'listOwnInvitations',
  method: 'GET',
  path: '/users/me/invitations',
  tag,
  summary: 'Invitations to one’s confirmed address',
  description: 'Newest first, at most 50.',
  access: { user: true },
  responses: { 200: z.array(ownInvitationShape) },
  errors: [],
});

export const acceptOwnInvitation = endpoint({
  id: 'acceptOwnInvitation',
  method: 'POST',
  path: '/users/me/invitations/{invitation_id}/accept',
  tag,
  summary: 'Accept an invitation to one’s confirmed address',
  access: { user: true },
  params: z.object({ invitation_id: z.uuid() }),
  responses: { 200: heldShape },
  errors: ['NOT_FOUND', 'CONFLICT'],
});

export const declineOwnInvitation = endpoint({
  id: 'declineOwnInvitation',
  method: 'DELETE',
  path: '/users/me/invitations/{invitation_id}',
  tag,
  summary: 'Decline an invitation to one’s confirmed address',
  access: { user: true },
  params: z.object({ invitation_id: z.uuid() }),
  responses: { 200: z.object({ declined: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});

const domainName = z
  .string()
  .trim()
  .max(300, 'Use at most 253 characters.')
  .transform((text, context) => {
    const name = normalizeDomain(text);
    if (name !== null) return name;
    context.addIssue({ code: 'custom', message: 'Enter a domain such as example.com.' });
    return z.NEVER;
  })
  .meta({ description: 'A domain; other scripts are brought into punycode.', example: 'example.com' });

export const domainShape = z
  .object({
    id: z.uuid(),
    name: z.string(),
    verified_at: timestamp.nullable(),
    record: z
      .object({ type: z.literal('TXT'), name: z.string(), value: z.string() })
      .meta({ description: 'What has to be in DNS before it can be verified.' }),
    created_at: timestamp,
  })
  .meta({ id: 'OrganizationDomain' });
export type DomainShape = z.output<typeof domainShape>;

const domainParams = z.object({ organization_id: z.uuid(), domain_id: z.uuid() });

export const listDomains = endpoint({
  id: 'listDomains',
  method: 'GET',
  path: '/organizations/{organization_id}/domains',
  tag,
  summary: 'The domains of an organization',
  description: 'By name.',
  access: { organization: 'organization.domains.read' },
  params,
  responses: { 200: z.array(domainShape) },
  errors: ['NOT_FOUND'],
});

export const addDomain = endpoint({
  id: 'addDomain',
  method: 'POST',
  path: '/organizations/{organization_id}/domains',
  tag,
  summary: 'Add a domain',
  description: 'It counts for nothing until it is verified. Whether another organization has it is only told to who can prove it.',
  access: { organization: 'organization.domains.write' },
  params,
  body: z.strictObject({ name: domainName }),
  responses: { 201: domainShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const verifyDomain = endpoint({
  id: 'verifyDomain',
  method: 'POST',
  path: '/organizations/{organization_id}/domains/{domain_id}/verify',
  tag,
  summary: 'Look for the TXT record of a domain',
  description:
    'CONFLICT with `details.reason` `record_missing` while it is not there, or `domain_taken` where another organization has proved the domain. UNAVAILABLE where DNS does not answer: then nothing is known.',
  access: { organization: 'organization.domains.write' },
  params: domainParams,
  responses: { 200: domainShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const removeDomain = endpoint({
  id: 'removeDomain',
  method: 'DELETE',
  path: '/organizations/{organization_id}/domains/{domain_id}',
  tag,
  summary: 'Remove a domain',
  description: 'Who joined by it stays.',
  access: { organization: 'organization.domains.write' },
  params: domainParams,
  responses: { 200: z.object({ removed: z.literal(true) }) },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});
