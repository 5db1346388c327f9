import type { DashboardShape, StatisticsRange } from '#lib/contracts/admin.ts';
import { readCounts } from '#lib/statistics/read-counts.ts';
import { readStatistics } from '#lib/statistics/read-statistics.ts';
import { listLatestEvents } from './list-events.ts';

/** The first page of the console: counts, statistics over `range` and the ten latest events. */
export async function readDashboard(range: StatisticsRange): Promise<DashboardShape> {
  const [counts, latestEvents, statistics] = await Promise.all([readCounts(), listLatestEvents(10), readStatistics(range)]);
  return { counts, latest_events: latestEvents, statistics };
}
