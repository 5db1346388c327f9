import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { code, phone, profileFields, timestamp } from './fields.ts';
import { userShape } from './shapes.ts';

export const getMe = endpoint({
  id: 'getMe',
  method: 'GET',
  path: '/users/me',
  tag: 'Profile',
  summary: 'Who am I',
  description: 'To an API key `permissions` are those of its scopes that its owner holds right now.',
  access: { user: true, apiKeys: 'profile.read', impersonated: true },
  versioned: true,
  responses: { 200: userShape },
  errors: [],
});

export const updateMe = endpoint({
  id: 'updateMe',
  method: 'PATCH',
  path: '/users/me',
  tag: 'Profile',
  summary: 'Change my profile',
  description:
    'Fields that are left out stay; null or an empty text clears one. E-mail and phone have their own endpoints. With `If-Match` the change is refused when it was changed meanwhile.',
  access: { user: true, apiKeys: 'profile.write', impersonated: true },
  body: z
    .strictObject(profileFields)
    .partial()
    .refine((body) => Object.keys(body).length > 0, 'Change at least one field.'),
  versioned: true,
  responses: { 200: userShape },
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
});

export const replaceMe = endpoint({
  id: 'replaceMe',
  method: 'PUT',
  path: '/users/me',
  tag: 'Profile',
  summary: 'Replace my profile',
  description: 'All fields at once; null or an empty text clears one. With `If-Match` the change is refused when it was changed meanwhile.',
  access: { user: true, apiKeys: 'profile.write' },
  body: z.strictObject(profileFields),
  versioned: true,
  responses: { 200: userShape },
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
});

export const deleteMe = endpoint({
  id: 'deleteMe',
  method: 'DELETE',
  path: '/users/me',
  tag: 'Profile',
  summary: 'Delete my account',
  description:
    'Ends every session and token, this one too, and erases the account at `erase_at`: personal data, credentials, connections and keys, in the audit trail too. Until then signing in takes it back. The last super admin and the last owner of an organization cannot.',
  access: { user: true, stepUp: true },
  responses: { 200: z.object({ status: z.literal('deletion_scheduled'), erase_at: timestamp }) },
  errors: ['CONFLICT', 'LAST_ADMIN', 'LAST_OWNER'],
});

export const secureMyAccount = endpoint({
  id: 'secureMyAccount',
  method: 'POST',
  path: '/users/me/secure-account',
  tag: 'Sessions',
  summary: '"This wasn\'t me"',
  description:
    'Ends every session and token, this one too, voids the password, trusted devices and pending links, removes passkeys, connections and a phone number of the last seven days, and mails the link to choose a new password. Second factors stay.',
  access: { user: true },
  body: z.strictObject({}),
  responses: { 200: z.object({ secured: z.literal(true) }) },
  errors: [],
});

export const requestPhone = endpoint({
  id: 'requestPhone',
  method: 'POST',
  path: '/users/me/phone',
  tag: 'Profile',
  summary: 'Set or change my phone number',
  description:
    'Sends a code to the number; nothing changes before `POST /users/me/phone/confirm` gets it. Answers the same for a number that belongs to another account.',
  access: { user: true, stepUp: true },
  body: z.strictObject({ phone }),
  responses: { 202: z.object({ status: z.literal('accepted') }) },
  errors: [],
});

export const confirmPhone = endpoint({
  id: 'confirmPhone',
  method: 'POST',
  path: '/users/me/phone/confirm',
  tag: 'Profile',
  summary: 'Confirm my new phone number with the code from the text message',
  description: 'In the session that asked. CONFLICT when the number is confirmed on another account: it has to be removed there first.',
  access: { user: true },
  body: z.strictObject({ code }),
  responses: { 200: userShape },
  errors: ['INVALID_CODE', 'CONFLICT'],
});

export const removePhone = endpoint({
  id: 'removePhone',
  method: 'DELETE',
  path: '/users/me/phone',
  tag: 'Profile',
  summary: 'Remove my phone number',
  description: 'CONFLICT while text messages are a second factor: switch that off first.',
  access: { user: true, stepUp: true },
  responses: { 200: z.object({ removed: z.literal(true) }) },
  errors: ['NOT_FOUND', 'CONFLICT'],
});
