import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { auditEventShape } from './shapes.ts';

export const dashboardShape = z
  .object({
    counts: z.object({ users: z.int(), active_sessions: z.int(), sign_ins_24h: z.int(), failed_sign_ins_24h: z.int() }),
    latest_events: z.array(auditEventShape),
  })
  .meta({ id: 'Dashboard' });
export type DashboardShape = z.output<typeof dashboardShape>;

export const getDashboard = endpoint({
  id: 'getDashboard',
  method: 'GET',
  path: '/admin/dashboard',
  tag: 'Administration',
  summary: 'Counts and the latest events',
  access: { permission: 'admin.dashboard.read' },
  responses: { 200: dashboardShape },
  errors: [],
});
