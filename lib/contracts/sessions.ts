import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { sessionShape } from './shapes.ts';

export const listSessions = endpoint({
  id: 'listSessions',
  method: 'GET',
  path: '/users/me/sessions',
  tag: 'Sessions',
  summary: 'Where I am signed in',
  description: 'Newest first; ended and expired sessions are left out.',
  access: { user: true, apiKeys: 'sessions.read', impersonated: true },
  responses: { 200: z.array(sessionShape) },
  errors: [],
});

export const revokeSession = endpoint({
  id: 'revokeSession',
  method: 'DELETE',
  path: '/users/me/sessions/{session_id}',
  tag: 'Sessions',
  summary: 'Sign one device out',
  access: { user: true },
  params: z.object({ session_id: z.uuid() }),
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});

export const revokeOtherSessions = endpoint({
  id: 'revokeOtherSessions',
  method: 'DELETE',
  path: '/users/me/sessions',
  tag: 'Sessions',
  summary: 'Sign all other devices out',
  access: { user: true },
  query: z.strictObject({ except: z.literal('current') }),
  responses: { 200: z.object({ revoked: z.int() }) },
  errors: [],
});
