import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp, token } from './fields.ts';

const tag = 'Recovery';

export const requestRecovery = endpoint({
  id: 'requestRecovery',
  method: 'POST',
  path: '/auth/recovery',
  tag,
  summary: 'I lost every second factor: mail me the next link',
  description:
    'Needs an open challenge: the first factor was proved. In cookie mode leave `challenge_token` out. The first mail begins the waiting period, the one after it removes the second factors; while it runs no mail is sent.',
  access: { anyone: true },
  body: z.strictObject({ challenge_token: token.optional() }),
  responses: { 202: z.object({ status: z.literal('accepted') }) },
  errors: ['INVALID_TOKEN'],
});

export const confirmRecovery = endpoint({
  id: 'confirmRecovery',
  method: 'POST',
  path: '/auth/recovery/confirm',
  tag,
  summary: 'Begin the waiting period with the link of the mail',
  description:
    'Every channel is told, every day, and each notice can cancel. After `available_at`, or once an administrator has approved it, sign in again and ask for the next link.',
  access: { anyone: true },
  body: z.strictObject({ token }),
  responses: { 200: z.object({ status: z.literal('waiting'), available_at: timestamp }) },
  errors: ['INVALID_TOKEN'],
});

export const completeRecovery = endpoint({
  id: 'completeRecovery',
  method: 'POST',
  path: '/auth/recovery/complete',
  tag,
  summary: 'Remove every second factor with the link of the mail',
  description:
    'Passkeys, authenticator app, backup codes and trusted devices go, every session ends. Set up a new factor after signing in.',
  access: { anyone: true },
  body: z.strictObject({ token }),
  responses: { 200: z.object({ factors_removed: z.literal(true) }) },
  errors: ['INVALID_TOKEN'],
});

const cancelled = z.object({ cancelled: z.literal(true) });

export const cancelRecovery = endpoint({
  id: 'cancelRecovery',
  method: 'POST',
  path: '/auth/recovery/cancel',
  tag,
  summary: 'That wasn’t me: cancel a recovery with the link of a notice',
  access: { anyone: true },
  body: z.strictObject({ token }),
  responses: { 200: cancelled },
  errors: ['INVALID_TOKEN'],
});

export const getOwnRecovery = endpoint({
  id: 'getOwnRecovery',
  method: 'GET',
  path: '/users/me/recovery',
  tag,
  summary: 'Whether somebody wants to remove my second factors',
  access: { user: true, impersonated: true },
  responses: {
    200: z.object({
      pending: z.object({ requested_at: timestamp, available_at: timestamp, expires_at: timestamp, approved: z.boolean() }).nullable(),
    }),
  },
  errors: [],
});

export const cancelOwnRecovery = endpoint({
  id: 'cancelOwnRecovery',
  method: 'DELETE',
  path: '/users/me/recovery',
  tag,
  summary: 'That wasn’t me: cancel the recovery of my account',
  access: { user: true },
  responses: { 200: cancelled },
  errors: ['NOT_FOUND'],
});

export const recoveryRequestShape = z
  .object({
    id: z.uuid(),
    user: z.object({ id: z.uuid(), email: z.string().nullable(), name: z.string().nullable() }),
    requested_at: timestamp,
    available_at: timestamp,
    expires_at: timestamp,
    approved_at: timestamp.nullable(),
    may_decide: z.boolean().meta({ description: 'False for your own request and for those of an equal or higher rank.' }),
  })
  .meta({ id: 'RecoveryRequest' });
export type RecoveryRequestShape = z.output<typeof recoveryRequestShape>;

export const listRecoveryRequests = endpoint({
  id: 'listRecoveryRequests',
  method: 'GET',
  path: '/admin/recovery-requests',
  tag: 'Administration',
  summary: 'Recoveries that are under way, the oldest first',
  access: { permission: 'admin.users.read' },
  responses: { 200: z.array(recoveryRequestShape) },
  errors: [],
});

const params = z.object({ recovery_request_id: z.uuid() });
const body = z.strictObject({
  reason: plainText(500)
    .min(1, 'Give a reason.')
    .meta({ description: 'How you know, for the audit trail.', example: 'Called back on the number in the staff list.' }),
});

export const approveRecovery = endpoint({
  id: 'approveRecovery',
  method: 'POST',
  path: '/admin/recovery-requests/{recovery_request_id}/approve',
  tag: 'Administration',
  summary: 'End the waiting period of a recovery',
  description:
    'The person still has to prove the first factor and the mailbox. Nobody decides about themselves, or about an equal or higher rank.',
  access: { permission: 'admin.users.write', stepUp: true },
  params,
  body,
  responses: { 200: z.object({ approved: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'],
});

export const denyRecovery = endpoint({
  id: 'denyRecovery',
  method: 'POST',
  path: '/admin/recovery-requests/{recovery_request_id}/deny',
  tag: 'Administration',
  summary: 'Refuse a recovery',
  access: { permission: 'admin.users.write', stepUp: true },
  params,
  body,
  responses: { 200: z.object({ denied: z.literal(true) }) },
  errors: ['NOT_FOUND', 'FORBIDDEN'],
});
