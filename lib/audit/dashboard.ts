import type { DashboardShape } from '#lib/contracts/admin.ts';
import { db } from '#lib/db/client.ts';
import { listLatestEvents } from './list-events.ts';

/** The first page of the console: counts and the ten latest events. */
export async function readDashboard(): Promise<DashboardShape> {
  const now = new Date();
  const dayAgo = new Date(now.getTime() - 24 * 60 * 60 * 1000);
  const [users, activeSessions, signIns, failedSignIns, latestEvents] = await Promise.all([
    db().user.count({ where: { status: { not: 'erased' }, deletedAt: null } }),
    db().session.count({ where: { revokedAt: null, expiresAt: { gt: now } } }),
    db().auditEvent.count({ where: { action: 'session.created', createdAt: { gte: dayAgo } } }),
    db().auditEvent.count({ where: { action: 'session.denied', createdAt: { gte: dayAgo } } }),
    listLatestEvents(10),
  ]);
  return {
    counts: { users, active_sessions: activeSessions, sign_ins_24h: signIns, failed_sign_ins_24h: failedSignIns },
    latest_events: latestEvents,
  };
}
