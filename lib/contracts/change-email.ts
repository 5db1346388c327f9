import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { code, email, timestamp, token } from './fields.ts';

export const getEmail = endpoint({
  id: 'getEmail',
  method: 'GET',
  path: '/users/me/email',
  tag: 'Profile',
  summary: 'My e-mail address, and the one that waits for its confirmation',
  access: { user: true, impersonated: true },
  responses: {
    200: z.object({
      email: z.string().nullable(),
      email_verified: z.boolean(),
      pending: z.object({ email: z.string(), requested_at: timestamp, expires_at: timestamp }).nullable(),
    }),
  },
  errors: [],
});

export const changeEmail = endpoint({
  id: 'changeEmail',
  method: 'POST',
  path: '/users/me/email',
  tag: 'Profile',
  summary: 'Ask for another e-mail address',
  description:
    'Mails a code and a link to the new address; until one of them is used the old address counts. Answers the same for an address that belongs to somebody else, who gets a different mail. An earlier request is void.',
  access: { user: true, stepUp: true },
  body: z.strictObject({ email }),
  responses: { 202: z.object({ status: z.literal('confirmation_required') }) },
  errors: [],
});

export const cancelEmailChange = endpoint({
  id: 'cancelEmailChange',
  method: 'DELETE',
  path: '/users/me/email',
  tag: 'Profile',
  summary: 'Keep my address: cancel the change that waits for its confirmation',
  access: { user: true },
  responses: { 200: z.object({ cancelled: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});

const changed = z.object({ email_changed: z.literal(true) });

export const confirmEmailCode = endpoint({
  id: 'confirmEmailCode',
  method: 'POST',
  path: '/users/me/email/confirm',
  tag: 'Profile',
  summary: 'Confirm my new address with the code of the mail',
  description: 'From then on the new address counts. The old one is told and can take the change back for seven days.',
  access: { user: true },
  body: z.strictObject({ code }),
  responses: { 200: changed },
  errors: ['INVALID_CODE', 'CONFLICT'],
});

export const confirmEmailChange = endpoint({
  id: 'confirmEmailChange',
  method: 'POST',
  path: '/auth/email-change/confirm',
  tag: 'Profile',
  summary: 'Confirm a new address with the link of the mail',
  description: 'Works in any browser, signed in or not. Opening the link uses nothing up.',
  access: { anyone: true },
  body: z.strictObject({ token }),
  responses: { 200: changed },
  errors: ['INVALID_TOKEN', 'CONFLICT'],
});

export const revertEmailChange = endpoint({
  id: 'revertEmailChange',
  method: 'POST',
  path: '/auth/email-change/revert',
  tag: 'Profile',
  summary: 'Take a change back with the link that the old address got',
  description:
    'Restores the address, ends every session and token, clears the password and mails a link to choose a new one. Second factors stay.',
  access: { anyone: true },
  body: z.strictObject({ token }),
  responses: { 200: z.object({ email_reverted: z.literal(true) }) },
  errors: ['INVALID_TOKEN', 'CONFLICT'],
});
