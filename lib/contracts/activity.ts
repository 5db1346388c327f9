import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { pageQuery } from './paging.ts';
import { auditEventShape } from './shapes.ts';

export const listActivity = endpoint({
  id: 'listActivity',
  method: 'GET',
  path: '/users/me/activity',
  tag: 'Sessions',
  summary: 'What happened to my account',
  description: 'Own security events of the last 90 days, newest first.',
  access: { user: true, apiKeys: 'activity.read', impersonated: true },
  query: z.strictObject({
    ...pageQuery,
    sort: z.literal('-created_at').optional(),
    kind: z.enum(['sign_in', 'credential', 'session', 'profile']).optional(),
    result: z.enum(['success', 'failure', 'denied']).optional(),
  }),
  paged: true,
  responses: { 200: z.array(auditEventShape) },
  errors: [],
});
