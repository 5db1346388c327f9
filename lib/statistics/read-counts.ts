import type { DashboardShape } from '#lib/contracts/admin.ts';
import { db } from '#lib/db/client.ts';

/** The four numbers at the top of the overview, from the hourly counts alone: counting a million people takes longer than a page may. */
export async function readCounts(now = Date.now()): Promise<DashboardShape['counts']> {
  const [row] = await db().$queryRaw<DashboardShape['counts'][]>`
    WITH latest AS (
      SELECT DISTINCT ON (metric) metric, count::int AS count FROM statistics_hour WHERE metric IN ('user', 'live_session') ORDER BY metric, hour DESC),
    day AS (
      SELECT metric, sum(count)::int AS count FROM statistics_hour
      WHERE metric IN ('sign_in', 'sign_in_failed') AND hour > date_trunc('hour', ${new Date(now)}::timestamptz, 'UTC') - interval '24 hours' GROUP BY metric)
    SELECT coalesce((SELECT count FROM latest WHERE metric = 'user'), 0) AS users,
      coalesce((SELECT count FROM latest WHERE metric = 'live_session'), 0) AS active_sessions,
      coalesce((SELECT count FROM day WHERE metric = 'sign_in'), 0) AS sign_ins_24h,
      coalesce((SELECT count FROM day WHERE metric = 'sign_in_failed'), 0) AS failed_sign_ins_24h`;
  return row ?? { users: 0, active_sessions: 0, sign_ins_24h: 0, failed_sign_ins_24h: 0 };
}
