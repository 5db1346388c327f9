import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { timestamp } from './fields.ts';

const window = z.object({ max: z.int(), window_seconds: z.int() });

export const limitShape = z
  .object({
    name: z.string().meta({ description: 'The name in `RATE_LIMITS` where `set_by` says so.', example: 'login' }),
    scope: z.enum(['address', 'caller', 'key', 'account', 'recipient', 'country']),
    max: z.int().nullable().meta({ description: 'Null: lifted.' }),
    window_seconds: z.int().nullable(),
    default: window,
    changed: z.boolean(),
    set_by: z.string().nullable().meta({ description: 'The environment value, or the group of settings, that changes it.' }),
    kept_in: z.enum(['window', 'database']),
    beyond: z.enum(['refused', 'silent', 'denied']),
    buckets: z.array(z.object({ name: z.string(), endpoints: z.array(z.string()), pages: z.array(z.string()) })),
  })
  .meta({ id: 'Limit' });
export type LimitShape = z.output<typeof limitShape>;

export const limitRefusalShape = z
  .object({
    limit: z.string(),
    bucket: z.string(),
    subject: z.object({
      ref: z.string().meta({ description: 'Names the subject in `forgetLimit`.' }),
      type: z.enum(['address', 'caller', 'key', 'others']),
      id: z.uuid().nullable(),
      label: z.string().nullable().meta({ description: 'Name of the user; null without `admin.users.read`.' }),
      address: z.string().nullable().meta({ description: 'IPv6 addresses by their /64.', example: '203.0.113.7' }),
    }),
    count: z.int(),
    since: timestamp,
    last_at: timestamp,
    active: z.boolean().meta({ description: 'The last refusal is no longer ago than the window of the limit.' }),
    forgotten_at: timestamp.nullable(),
  })
  .meta({ id: 'LimitRefusal' });
export type LimitRefusalShape = z.output<typeof limitRefusalShape>;

export const limitsShape = z
  .object({
    store: z.enum(['process', 'redis', 'upstash']).meta({ description: 'Where sliding windows are counted.' }),
    limits: z.array(limitShape),
    refused: z.array(limitRefusalShape).meta({ description: 'Of the last 24 hours, the latest first, at most 100.' }),
  })
  .meta({ id: 'Limits' });
export type LimitsShape = z.output<typeof limitsShape>;

export const getLimits = endpoint({
  id: 'getLimits',
  method: 'GET',
  path: '/admin/limits',
  tag: 'Administration',
  summary: 'The limits as they count here, and who was refused lately',
  description: 'What other instances refused is here within seconds.',
  access: { permission: 'admin.health.read' },
  responses: { 200: limitsShape },
  errors: [],
});

export const forgetLimit = endpoint({
  id: 'forgetLimit',
  method: 'POST',
  path: '/admin/limits/forget',
  tag: 'Administration',
  summary: 'Let one who is limited begin anew',
  description:
    'Takes back what was counted under one limit. Counts in Redis and on this instance at once, on others within seconds. `UNAVAILABLE` when Redis does not answer: try again.',
  access: { permission: 'admin.settings.write', stepUp: true },
  body: z.strictObject({
    limit: z.string().regex(/^[\w.]{1,30}$/, 'This is not a limit.'),
    bucket: z.string().regex(/^[a-z0-9-]{1,40}$/, 'This is not a bucket.'),
    subject: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'This is not the `ref` of a subject.'),
  }),
  responses: { 200: z.object({ forgotten: z.literal(true) }) },
  errors: ['NOT_FOUND'],
});
