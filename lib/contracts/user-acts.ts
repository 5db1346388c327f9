import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { managedUserShape, params, rule, tag, withIfMatch } from './managed-users.ts';

const reason = plainText(500)
  .min(1, 'Give a reason.')
  .meta({ description: 'For the audit trail, where it is kept sealed.', example: 'Asked for by telephone, ticket 4711.' });

/** What administrators do to an account as a whole says why. */
const acting = { method: 'POST', tag, params, body: z.strictObject({ reason }) } as const;

export const deleteUser = endpoint({
  ...acting,
  method: 'DELETE',
  id: 'deleteUser',
  path: '/users/{user_id}',
  summary: 'Delete a user, until they are restored',
  description: `Signs them out everywhere, at once. Their data stays, and so does their hold on address and username. LAST_ADMIN for the last super admin, LAST_OWNER for the last owner of an organization. ${withIfMatch} ${rule}`,
  access: { permission: 'admin.users.delete' },
  versioned: true,
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'LAST_ADMIN', 'LAST_OWNER', 'PRECONDITION_FAILED'],
});

export const restoreUser = endpoint({
  ...acting,
  id: 'restoreUser',
  path: '/users/{user_id}/restore',
  summary: 'Restore a deleted user',
  description: `They are what they were before: who was suspended stays suspended. API keys do not come back. ${rule}`,
  access: { permission: 'admin.users.delete' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});

export const suspendUser = endpoint({
  ...acting,
  id: 'suspendUser',
  path: '/users/{user_id}/suspend',
  summary: 'Suspend a user',
  description: `Ends their sessions, tokens and API keys at once. LAST_ADMIN for the last super admin, LAST_OWNER for the last owner of an organization; CONFLICT for who is deleted. ${rule}`,
  access: { permission: 'admin.users.suspend' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LAST_ADMIN', 'LAST_OWNER'],
});

export const activateUser = endpoint({
  ...acting,
  id: 'activateUser',
  path: '/users/{user_id}/activate',
  summary: 'Take a suspension back',
  description: `CONFLICT for who is deleted. ${rule}`,
  access: { permission: 'admin.users.activate' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const unlockUser = endpoint({
  ...acting,
  id: 'unlockUser',
  path: '/users/{user_id}/unlock',
  summary: 'Unlock a user',
  description: `Forgets the wrong passwords, on known browsers too. Wrong codes of a second factor stay counted. ${rule}`,
  access: { permission: 'admin.users.activate' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const requirePasswordReset = endpoint({
  ...acting,
  id: 'requirePasswordReset',
  path: '/users/{user_id}/require-password-reset',
  summary: 'Make a user choose a new password',
  description: `Voids the password, signs them out everywhere, and mails them the link to choose another. To who was invited it is a new invitation. CONFLICT for who is suspended or deleted. ${rule}`,
  access: { permission: 'admin.users.write' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const requireSecondFactor = endpoint({
  ...acting,
  id: 'requireSecondFactor',
  path: '/users/{user_id}/require-second-factor',
  summary: 'Require a second factor of a user',
  description: `From now on, whatever the policy says: until they set one up, everything else answers them SECOND_FACTOR_ENROLMENT_REQUIRED. Who has one keeps it and cannot remove the last. CONFLICT for who is suspended or deleted. ${rule}`,
  access: { permission: 'admin.users.write' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const waiveSecondFactor = endpoint({
  ...acting,
  id: 'waiveSecondFactor',
  path: '/users/{user_id}/waive-second-factor',
  summary: 'No longer require a second factor of a user',
  description: `What the policy requires stays. ${rule}`,
  access: { permission: 'admin.users.write' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const signOutUser = endpoint({
  ...acting,
  id: 'signOutUser',
  path: '/users/{user_id}/sign-out',
  summary: 'Sign a user out everywhere',
  description: `Ends their sessions and tokens at once; API keys stay. ${rule}`,
  access: { permission: 'admin.sessions.revoke' },
  responses: { 200: z.object({ revoked: z.int() }) },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});

export const verifyUserEmail = endpoint({
  ...acting,
  id: 'verifyUserEmail',
  path: '/users/{user_id}/verify-email',
  summary: 'Confirm the address of a user',
  description: `As if they had followed the link: what a stranger may have put into the account while it was nobody's is taken out of it. CONFLICT for who is suspended or deleted. ${rule}`,
  access: { permission: 'admin.users.write' },
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const issueRecoveryLink = endpoint({
  ...acting,
  id: 'issueRecoveryLink',
  path: '/users/{user_id}/recovery-link',
  summary: 'Make a link with which a user chooses a new password',
  description: `For somebody who cannot read their mail: hand it over where you know that it is them. Good for an hour, once; the link is in this answer only. Second factors stay on, and they are told by mail. CONFLICT unless they are active. ${rule}`,
  access: { permission: 'admin.users.write', stepUp: true },
  secretAnswer: true,
  responses: { 201: z.object({ url: z.url(), expires_at: timestamp }).meta({ id: 'RecoveryLink' }) },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});
