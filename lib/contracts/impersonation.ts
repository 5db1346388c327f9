import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { signedInShape } from './shapes.ts';

export const maxImpersonationMinutes = 60;

export const impersonateUser = endpoint({
  id: 'impersonateUser',
  method: 'POST',
  path: '/users/{user_id}/impersonate',
  tag: 'Users',
  summary: 'Act as a user',
  description:
    'Signs the caller in as the user, for an hour at most and never longer than their own session. Access tokens carry `act` (RFC 8693 §4.1), and so does introspection. Open is what looks, and the user’s own profile; credentials, sessions, keys, everything that asks for a fresh proof and everything of administrators answers FORBIDDEN with the reason `impersonating`. It ends at once with the caller’s own session, permission or rank. The user is told, and sees every act in their own activity. `mode: "cookie"` is for the browser that holds the caller’s session. Nobody acts as themselves, or as somebody of an equal or higher rank. CONFLICT for who is not active, and while the caller acts as somebody already.',
  access: { permission: 'admin.users.impersonate', stepUp: true },
  params: z.object({ user_id: z.uuid() }),
  body: z.strictObject({
    reason: plainText(500).min(1, 'Give a reason.').meta({
      description: 'Kept sealed in the audit trail, and shown to the user.',
      example: 'Asked for help with the profile, ticket 4711.',
    }),
    minutes: z
      .int()
      .min(1)
      .max(maxImpersonationMinutes, `Use at most ${maxImpersonationMinutes} minutes.`)
      .optional()
      .meta({ description: 'Left out: as long as it can be.' }),
    mode: z.enum(['token', 'cookie']).optional(),
  }),
  secretAnswer: true,
  responses: {
    201: z
      .object({ ...signedInShape.shape, expires_at: timestamp.meta({ description: 'No refresh goes beyond.' }) })
      .meta({ id: 'Impersonation' }),
  },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const stopImpersonation = endpoint({
  id: 'stopImpersonation',
  method: 'POST',
  path: '/auth/impersonation/stop',
  tag: 'Sessions',
  summary: 'Stop acting as a user',
  description:
    'With the session that acts as the user, or with the administrator’s own one. A browser is back in its own session afterwards, if that still counts. `user_id` is null where there was nothing to stop.',
  access: { user: true, duringEnrolment: true, impersonated: true },
  body: z.strictObject({}),
  responses: { 200: z.object({ user_id: z.uuid().nullable() }) },
  errors: [],
});
