import { z } from 'zod';
import { importModes } from '#lib/bulk/job.ts';
import { endpoint } from './endpoint.ts';
import { plainText, timestamp } from './fields.ts';
import { usersQuery } from './managed-users.ts';
import { pageQuery } from './paging.ts';
import { awaitingApproval } from './proposals.ts';

const tag = 'Jobs';

export const jobKinds = ['users_bulk', 'users_import', 'users_export'] as const;
export const jobStatuses = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

/** What can be done to many users at once. */
export const jobActions = [
  'suspend',
  'activate',
  'unlock',
  'sign_out',
  'require_password_reset',
  'verify_email',
  'add_role',
  'remove_role',
  'delete',
  'restore',
] as const;
export type JobAction = (typeof jobActions)[number];

export const jobShape = z
  .object({
    id: z.uuid(),
    kind: z.enum(jobKinds),
    action: z.enum(jobActions).nullable().meta({ description: 'What a bulk job does to each user.' }),
    status: z.enum(jobStatuses),
    dry_run: z.boolean().meta({ description: 'It only looks what would happen: nothing is changed.' }),
    total: z.int().nullable().meta({ description: 'How many rows there are; null until that is known.' }),
    done: z.int().meta({ description: 'Rows that went well so far.' }),
    failed: z.int().meta({ description: 'Rows that did not.' }),
    updated: z.int().meta({ description: 'Of those that went well: how many changed a user who was there (import).' }),
    failure: z
      .string()
      .nullable()
      .meta({ description: 'Why the job as a whole failed: `permission_lost`, `upload_incomplete`, `internal`.' }),
    errors_url: z.url().nullable().meta({ description: 'What was wrong with the rows that failed.' }),
    result_url: z.url().nullable().meta({ description: 'The file that it made, for 24 hours, for whoever asked for it.' }),
    owner_id: z.uuid(),
    created_at: timestamp,
    started_at: timestamp.nullable(),
    finished_at: timestamp.nullable(),
    expires_at: timestamp.nullable().meta({ description: 'From here on its file is gone.' }),
  })
  .meta({ id: 'Job' });
export type JobShape = z.output<typeof jobShape>;

export const rowErrorShape = z
  .object({
    row: z.int().meta({ description: 'Which row, counted from 1.' }),
    user_id: z.uuid().nullable(),
    field: z.string().nullable(),
    code: z.string(),
    message: z.string(),
  })
  .meta({ id: 'RowError' });
export type RowErrorShape = z.output<typeof rowErrorShape>;

const { limit: _limit, cursor: _cursor, total: _total, sort: _sort, mfa: _mfa, verified: _verified, ...filters } = usersQuery.shape;

/** The filter of the list of users, in JSON. */
const usersFilter = z
  .strictObject({ ...filters, mfa: z.boolean().optional(), verified: z.boolean().optional() })
  .meta({ description: 'As the list of users takes it. Empty: everybody who is not deleted.' });

const params = z.object({ job_id: z.uuid() });
const progress = 'The answer is the job, whose progress `GET /admin/jobs/{job_id}` tells.';

export const exportUsers = endpoint({
  id: 'exportUsers',
  method: 'POST',
  path: '/admin/users/export',
  tag,
  summary: 'Export users',
  description: `All who match, as CSV or as one JSON object a line. In a CSV a text that a spreadsheet would take for a formula has an apostrophe in front. Hashes and secrets are never in it. The file can be fetched for 24 hours. ${progress}`,
  access: { permission: 'admin.users.export', stepUp: true },
  body: z.strictObject({ format: z.enum(['csv', 'ndjson']), filter: usersFilter.default({}) }),
  responses: { 202: jobShape },
  errors: [],
});

const maxIds = 1000;

export const bulkUsers = endpoint({
  id: 'bulkUsers',
  method: 'POST',
  path: '/admin/users/bulk',
  tag,
  summary: 'Do something to many users',
  description: `To up to ${maxIds} chosen ones, or to all who match. Each is judged and changed like a single one, with an event of their own; whoever may not be changed is an error of their row. It needs the permission of the single act as well. ${progress}`,
  access: { permission: 'admin.users.read', stepUp: true },
  body: z
    .strictObject({
      action: z.enum(jobActions),
      ids: z.array(z.uuid()).min(1).max(maxIds).optional().meta({ description: 'Whom; instead of `filter`.' }),
      filter: usersFilter.optional(),
      role_id: z.uuid().optional().meta({ description: 'Which role; for `add_role` and `remove_role` only.' }),
      expires_at: timestamp.optional().meta({ description: 'When the role ends by itself; for `add_role` only.' }),
      reason: plainText(300)
        .min(1, 'Give a reason.')
        .meta({ description: 'For the audit trail, where it is kept sealed.', example: 'Left the company, ticket 4711.' }),
      dry_run: z.boolean().default(false).meta({ description: 'Only look what would happen.' }),
    })
    .superRefine(({ action, ids, filter, role_id, expires_at }, context) => {
      const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if ((ids === undefined) === (filter === undefined)) refuse('ids', 'Give either ids or a filter.');
      if (ids && new Set(ids).size < ids.length) refuse('ids', 'Give each id once.');
      const isRole = action === 'add_role' || action === 'remove_role';
      if (isRole !== (role_id !== undefined)) refuse('role_id', isRole ? 'Say which role.' : 'This action takes no role.');
      if (expires_at !== undefined && action !== 'add_role') refuse('expires_at', 'Only a role that is given can end.');
    }),
  responses: { 202: z.union([jobShape, awaitingApproval]) },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const importUsers = endpoint({
  id: 'importUsers',
  method: 'POST',
  path: '/admin/users/import',
  tag,
  summary: 'Import users',
  description: `The body is the file, up to 50 MB: a CSV whose first row names its columns, or a JSON object a line. Fields: \`email\`, \`pool\` (without one \`default\`), \`email_verified\`, \`name\`, \`first_name\`, \`last_name\`, \`username\`, \`phone\` (unconfirmed until its owner confirms it), \`locale\`, \`timezone\`, \`status\` (\`suspended\` or nothing), \`roles\` (only those that you could give; without any \`user\`), \`password_hash\` (bcrypt, Argon2, scrypt, PBKDF2, as other systems write them; kept until its owner signs in), \`totp_secret\` (base32) and \`metadata\` (JSON). Passwords are not taken as they are. Rows that are not valid, and addresses and usernames that are taken, are errors of their row; the others are imported. No mail is sent: who has no password asks for one with their address. With \`mode\` \`update\` a row whose address has an account changes it, as far as you could change that user (\`admin.users.write\`, below your rank, not yourself): \`name\`, \`first_name\`, \`last_name\`, \`username\`, \`locale\`, \`timezone\` and \`metadata\`, where the row says something, and \`roles\` are given, never taken. Its password, its second factors, address, phone and status stay, whatever the row says. ${progress}`,
  access: { permission: 'admin.users.import', stepUp: true },
  query: z.strictObject({
    dry_run: z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true')
      .meta({ description: 'Only look what would happen.' }),
    mode: z
      .enum(importModes)
      .default('create')
      .meta({ description: '`update` changes users who are there and makes none, `create_or_update` does either. See above.' }),
    columns: z.string().max(2000).optional().meta({
      description: 'The field of each column of a CSV, in order, instead of what its first row says; `-` leaves one out.',
      example: 'email,-,name',
    }),
  }),
  upload: ['text/csv', 'application/x-ndjson', 'application/jsonl'],
  responses: { 202: jobShape },
  errors: ['FORBIDDEN'],
});

export const listJobs = endpoint({
  id: 'listJobs',
  method: 'GET',
  path: '/admin/jobs',
  tag,
  summary: 'Jobs',
  description: 'What administrators have many users done to, newest first.',
  access: { permission: 'admin.users.read' },
  query: z.strictObject({ ...pageQuery, sort: z.literal('-created_at').optional() }),
  paged: true,
  responses: { 200: z.array(jobShape) },
  errors: [],
});

export const getJob = endpoint({
  id: 'getJob',
  method: 'GET',
  path: '/admin/jobs/{job_id}',
  tag,
  summary: 'One job',
  access: { permission: 'admin.users.read' },
  params,
  responses: { 200: jobShape },
  errors: ['NOT_FOUND'],
});

export const cancelJob = endpoint({
  id: 'cancelJob',
  method: 'POST',
  path: '/admin/jobs/{job_id}/cancel',
  tag,
  summary: 'Cancel a job',
  description:
    'At once: the row it is at, or the batch where rows are written together, is taken back. What was done before stays done, and `done` and `updated` say how much that is. For whoever asked for it, and for who ranks higher. CONFLICT when it is over.',
  access: { permission: 'admin.users.read' },
  params,
  responses: { 200: jobShape },
  errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
});

export const listJobErrors = endpoint({
  id: 'listJobErrors',
  method: 'GET',
  path: '/admin/jobs/{job_id}/errors',
  tag,
  summary: 'What was wrong with the rows of a job',
  description:
    'By row; the first 10,000 are kept. They say which row, which field and why, not what the row said. For the next ones ask for those `after` the last row.',
  access: { permission: 'admin.users.read' },
  params,
  query: z.strictObject({
    limit: z.coerce.number().int().min(10).max(1000).default(100),
    after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  }),
  responses: { 200: z.array(rowErrorShape) },
  errors: ['NOT_FOUND'],
});

export const getJobResult = endpoint({
  id: 'getJobResult',
  method: 'GET',
  path: '/admin/jobs/{job_id}/result',
  tag,
  summary: 'The file that a job made',
  access: { permission: 'admin.users.export', stepUp: true },
  params,
  file: ['text/csv', 'application/x-ndjson'],
  responses: { 200: z.string() },
  errors: ['FORBIDDEN', 'NOT_FOUND'],
});
