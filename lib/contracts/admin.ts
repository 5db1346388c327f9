import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { auditEventShape } from './shapes.ts';

export const statisticsRanges = ['24h', '7d', '30d', '90d'] as const;
export type StatisticsRange = (typeof statisticsRanges)[number];

const points = z.array(z.object({ at: z.iso.datetime(), count: z.int() }));
const byLabel = z.array(z.object({ label: z.string().meta({ example: 'password+totp' }), count: z.int() }));

const statisticsShape = z
  .object({
    range: z.enum(statisticsRanges),
    step_seconds: z
      .int()
      .meta({ description: 'How much time a point stands for. Points begin at `at` (UTC); the last one is not over yet.' }),
    series: z.object({
      sign_ins: points,
      failed_sign_ins: points,
      lock_outs: points,
      new_users: points.meta({ description: 'Who registered, was invited or was made.' }),
      imported_users: points.meta({ description: 'Who was made by an import; `new_users` is without them.' }),
    }),
    sign_ins_by_method: byLabel,
    failures_by_reason: byLabel,
    adoption: z
      .object({ active_users: z.int(), with_second_factor: z.int(), with_passkey: z.int() })
      .meta({ description: 'Of the people whose account is active: a passkey counts as a second factor too.' }),
    queue: z.object({ waiting: z.int(), failed: z.int(), oldest_due_seconds: z.int().nullable() }).meta({
      description: 'Background jobs: waiting ones, those that were given up, and for how long the oldest one that is due has waited.',
    }),
  })
  .meta({ id: 'Statistics', description: 'Counted by the hour, brought up to date every two minutes.' });
export type StatisticsShape = z.output<typeof statisticsShape>;

export const dashboardShape = z
  .object({
    counts: z.object({ users: z.int(), active_sessions: z.int(), sign_ins_24h: z.int(), failed_sign_ins_24h: z.int() }),
    latest_events: z.array(auditEventShape),
    statistics: statisticsShape,
  })
  .meta({ id: 'Dashboard' });
export type DashboardShape = z.output<typeof dashboardShape>;

export const getDashboard = endpoint({
  id: 'getDashboard',
  method: 'GET',
  path: '/admin/dashboard',
  tag: 'Administration',
  summary: 'Counts, statistics and the latest events',
  access: { permission: 'admin.dashboard.read' },
  query: z.strictObject({ range: z.enum(statisticsRanges).default('24h').meta({ description: 'How far back the statistics reach.' }) }),
  responses: { 200: dashboardShape },
  errors: [],
});
