import type { DashboardShape, StatisticsRange } from '#lib/contracts/admin.ts';
import { db } from '#lib/db/client.ts';
import { readStatistics } from '#lib/statistics/read-statistics.ts';
import { listLatestEvents } from './list-events.ts';

/** The first page of the console: counts, statistics over `range` and the ten latest events. */
export async function readDashboard(range: StatisticsRange): Promise<DashboardShape> {
  const now = new Date();
  const dayAgo = new Date(now.getTime() - 24 * 60 * 60 * 1000);
  const [users, activeSessions, signIns, failedSignIns, latestEvents, statistics] = await Promise.all([
    db().user.count({ where: { status: { not: 'erased' }, deletedAt: null } }),
    db().session.count({ where: { revokedAt: null, expiresAt: { gt: now } } }),
    db().auditEvent.count({ where: { action: 'session.created', createdAt: { gte: dayAgo } } }),
    db().auditEvent.count({ where: { action: 'session.denied', createdAt: { gte: dayAgo } } }),
    listLatestEvents(10),
    readStatistics(range),
  ]);
  return {
    counts: { users, active_sessions: activeSessions, sign_ins_24h: signIns, failed_sign_ins_24h: failedSignIns },
    latest_events: latestEvents,
    statistics,
  };
}
