import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const addAccount = endpoint({
  id: 'addAccount',
  method: 'POST',
  path: '/auth/accounts/add',
  tag: 'Sessions',
  summary: 'Keep this browser’s session when somebody else signs in next',
  description: 'For browsers. Within fifteen minutes; without it, signing in ends the session that was there.',
  access: { anyone: true },
  body: z.strictObject({}),
  responses: { 200: z.object({ adding: z.literal(true) }) },
  errors: ['CONFLICT'],
});

export const switchAccount = endpoint({
  id: 'switchAccount',
  method: 'POST',
  path: '/auth/accounts/switch',
  tag: 'Sessions',
  summary: 'Use another session that this browser holds',
  access: { anyone: true },
  body: z.strictObject({ session_id: z.uuid() }),
  responses: { 200: z.object({ session_id: z.uuid() }) },
  errors: ['NOT_FOUND'],
});

export const signOutAccounts = endpoint({
  id: 'signOutAccounts',
  method: 'POST',
  path: '/auth/accounts/sign-out',
  tag: 'Sessions',
  summary: 'End one of the sessions that this browser holds, or all of them',
  access: { anyone: true },
  body: z.strictObject({ session_id: z.uuid().optional() }),
  responses: { 200: z.object({ signed_out: z.int() }) },
  errors: ['NOT_FOUND'],
});
