import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { timestamp } from './fields.ts';
import { pageQuery } from './paging.ts';
import { sessionShape } from './shapes.ts';

const tag = 'Sessions';

export const anySessionShape = sessionShape
  .omit({ trusted: true })
  .extend({
    user: z.object({ id: z.uuid(), label: z.string().nullable() }).meta({ description: 'Whose it is, and what to call them.' }),
    may_revoke: z.boolean().meta({ description: 'Whether the caller may end it: not for themselves, an equal or a higher rank.' }),
  })
  .meta({ id: 'AnySession' });
export type AnySessionShape = z.output<typeof anySessionShape>;

export const anySessionsQuery = z.strictObject({
  ...pageQuery,
  sort: z.literal('-created_at').optional(),
  user_id: z.uuid().optional().meta({ description: 'Of this user.' }),
  kind: z.enum(['browser', 'api']).optional(),
  method: z
    .string()
    .regex(/^[a-z][a-z0-9:._-]{0,63}$/, 'This is not a way of signing in.')
    .optional()
    .meta({ description: 'How the first factor was proved; `impersonation`: an administrator acts as the user.', example: 'password' }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'Use two letters, such as DE.')
    .optional()
    .meta({ description: 'ISO 3166-1 alpha-2, where the address is registered.', example: 'DE' }),
  created_after: timestamp.optional().meta({ description: 'Begun then or later.', example: '2026-01-31T00:00:00Z' }),
});

export const listAllSessions = endpoint({
  id: 'listAllSessions',
  method: 'GET',
  path: '/admin/sessions',
  tag,
  summary: 'Everybody’s sessions',
  description:
    'Those that have not ended, newest first. What ended by itself in the meantime is left out, so a page can be shorter than `limit` although there are more, and `total` counts it.',
  access: { permission: 'admin.sessions.read' },
  query: anySessionsQuery,
  paged: true,
  responses: { 200: z.array(anySessionShape) },
  errors: [],
});

export const revokeAnySession = endpoint({
  id: 'revokeAnySession',
  method: 'DELETE',
  path: '/admin/sessions/{session_id}',
  tag,
  summary: 'End any session',
  description: 'Nobody ends their own here, or that of somebody of an equal or higher rank.',
  access: { permission: 'admin.sessions.revoke' },
  params: z.object({ session_id: z.uuid() }),
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});
