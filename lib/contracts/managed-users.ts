import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { email, locale, plainText, profileFields, timestamp, username } from './fields.ts';
import { pageQuery } from './paging.ts';
import { poolName } from './pools.ts';
import { auditEventShape, sessionShape, userShape } from './shapes.ts';

export const tag = 'Users';

/** Said of everything that changes somebody. */
export const rule = 'Nobody manages themselves here, or somebody of an equal or higher rank.';
export const withIfMatch = 'With `If-Match` the change is refused when it was changed meanwhile.';

export const managedUserShape = userShape
  .extend({
    pool: z.string(),
    organizations: z.array(z.object({ id: z.uuid(), name: z.string() })),
    locked_until: timestamp.nullable().meta({ description: 'Until then wrong passwords were too many.' }),
    second_factor_required_at: timestamp
      .nullable()
      .meta({ description: 'Since then an administrator has required a second factor of them, whatever the policy says.' }),
    suspended_at: timestamp.nullable(),
    erase_at: timestamp.nullable().meta({ description: 'When somebody who is deleted is erased for good.' }),
    deleted_at: timestamp.nullable().meta({ description: 'Set by an administrator; restoring clears it.' }),
  })
  .meta({ id: 'ManagedUser' });
export type ManagedUserShape = z.output<typeof managedUserShape>;

export const managedStatuses = ['pending', 'active', 'suspended', 'deletion_scheduled'] as const;
export const userSorts = ['-created_at', 'created_at', '-last_sign_in_at', 'last_sign_in_at'] as const;

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const moment = (description: string) => timestamp.optional().meta({ description, example: '2026-01-31T00:00:00Z' });

export const usersQuery = z.strictObject({
  ...pageQuery,
  sort: z.enum(userSorts).default('-created_at'),
  search: plainText(120).optional().meta({
    description:
      'Fragments of name, e-mail and username, all of which must occur: three letters anywhere, two at the beginning of a word, one at the beginning of a value. Or a whole e-mail address, phone number or id.',
  }),
  status: z
    .enum(managedStatuses)
    .optional()
    .meta({ description: 'Without it those who are deleted are left out; `deletion_scheduled` shows them.' }),
  role: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'This is not the name of a role.')
    .optional()
    .meta({ description: 'Who holds the role with this name right now.' }),
  organization_id: z.uuid().optional().meta({ description: 'The members of this organization.' }),
  pool: poolName.optional().meta({ description: 'The people of this pool.', example: 'default' }),
  mfa: flag.optional().meta({ description: 'Whether a second factor is switched on.' }),
  verified: flag.optional().meta({ description: 'Whether the e-mail address is confirmed.' }),
  provider: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'This is not the id of a provider.')
    .optional()
    .meta({ description: 'Who is connected with this provider.', example: 'google' }),
  created_after: moment('Registered then or later.'),
  created_before: moment('Registered before that.'),
  last_seen_after: moment('Last signed in then or later.'),
  last_seen_before: moment('Last signed in before that, or never.'),
});

export const params = z.object({ user_id: z.uuid() });

export const listUsers = endpoint({
  id: 'listUsers',
  method: 'GET',
  path: '/users',
  tag,
  summary: 'Users',
  description:
    'Names and addresses are stored sealed: with `search` a page can be shorter than `limit` although there are more, and `total` counts a few too many.',
  access: { permission: 'admin.users.read' },
  query: usersQuery,
  paged: true,
  responses: { 200: z.array(managedUserShape) },
  errors: [],
});

export const createUser = endpoint({
  id: 'createUser',
  method: 'POST',
  path: '/users',
  tag,
  summary: 'Invite somebody',
  description: 'Makes an account without a password and mails its owner a link, good for seven days and once, to choose one.',
  access: { permission: 'admin.users.write' },
  body: z.strictObject({
    email,
    pool: poolName.optional().meta({ description: 'Whose accounts it joins. Left out: those that the request is about.' }),
    name: plainText(120).optional(),
    username: username.optional(),
    locale: locale.optional(),
  }),
  versioned: true,
  responses: { 201: managedUserShape },
  errors: ['CONFLICT'],
});

export const getUser = endpoint({
  id: 'getUser',
  method: 'GET',
  path: '/users/{user_id}',
  tag,
  summary: 'One user',
  access: { permission: 'admin.users.read' },
  params,
  versioned: true,
  responses: { 200: managedUserShape },
  errors: ['NOT_FOUND'],
});

const maxMetadataCharacters = 8192;
export const userMetadata = z
  .record(z.string().min(1).max(64), z.unknown())
  .refine((value) => JSON.stringify(value).length <= maxMetadataCharacters, `Use at most ${maxMetadataCharacters} characters of JSON.`)
  .meta({ description: 'Whatever your applications keep about the user. The user sees it.' });
const fields = { ...profileFields, metadata: userMetadata };

export const updateUser = endpoint({
  id: 'updateUser',
  method: 'PATCH',
  path: '/users/{user_id}',
  tag,
  summary: 'Change a user',
  description: `Fields that are left out stay; null or an empty text clears one. E-mail and phone are changed by their owner, who has to prove them. ${withIfMatch} ${rule}`,
  access: { permission: 'admin.users.write' },
  params,
  body: z
    .strictObject(fields)
    .partial()
    .refine((body) => Object.keys(body).length > 0, 'Change at least one field.'),
  versioned: true,
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

export const replaceUser = endpoint({
  id: 'replaceUser',
  method: 'PUT',
  path: '/users/{user_id}',
  tag,
  summary: 'Replace what is known of a user',
  description: `All fields at once; null or an empty text clears one. ${withIfMatch} ${rule}`,
  access: { permission: 'admin.users.write' },
  params,
  body: z.strictObject(fields),
  versioned: true,
  responses: { 200: managedUserShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
});

export const listUserSessions = endpoint({
  id: 'listUserSessions',
  method: 'GET',
  path: '/users/{user_id}/sessions',
  tag,
  summary: 'Where a user is signed in',
  description: 'Newest first, at most 100; ended and expired sessions are left out.',
  access: { permission: 'admin.sessions.read' },
  params,
  responses: { 200: z.array(sessionShape) },
  errors: ['NOT_FOUND'],
});

export const revokeUserSession = endpoint({
  id: 'revokeUserSession',
  method: 'DELETE',
  path: '/users/{user_id}/sessions/{session_id}',
  tag,
  summary: 'Sign one device of a user out',
  description: rule,
  access: { permission: 'admin.sessions.revoke' },
  params: z.object({ user_id: z.uuid(), session_id: z.uuid() }),
  responses: { 200: z.object({ revoked: z.literal(true) }) },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});

export const listUserEvents = endpoint({
  id: 'listUserEvents',
  method: 'GET',
  path: '/users/{user_id}/audit-logs',
  tag,
  summary: 'What happened to a user’s account',
  description: 'Newest first.',
  access: { permission: 'admin.audit.read' },
  params,
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(auditEventShape) },
  errors: ['NOT_FOUND'],
});
