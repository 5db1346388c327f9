import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { email, timestamp, token } from './fields.ts';
import { memberRole, newestFirst, organizationParams, ownOrganizationShape } from './organizations.ts';

const tag = 'Organizations';

export const invitationShape = z
  .object({
    id: z.uuid(),
    email: z.string(),
    role: memberRole,
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
  params: organizationParams,
  query: newestFirst,
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
  params: organizationParams,
  body: z.strictObject({ email, role: memberRole.optional().meta({ description: 'Left out: the default of the organization.' }) }),
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
  responses: { 200: ownOrganizationShape },
  errors: ['INVALID_TOKEN', 'FORBIDDEN', 'CONFLICT'],
});

const ownInvitationShape = z
  .object({
    id: z.uuid(),
    organization: z.object({ id: z.uuid(), name: z.string() }),
    role: memberRole,
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
  responses: { 200: ownOrganizationShape },
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
