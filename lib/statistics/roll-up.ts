import { db } from '#lib/db/client.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
/** Nothing older is shown, so nothing older is counted. */
const reach = 91 * day;

/** From where counting goes on: the hour before the newest one that was counted, for what was written late. */
async function beginning(now: number): Promise<number> {
  const [row] = await db().$queryRaw<{ newest: Date | null; first: Date | null }[]>`
    SELECT (SELECT max(hour) FROM statistics_hour WHERE metric = 'active_user') AS newest, (SELECT min(created_at) FROM audit_event) AS first`;
  const from = row?.newest ? row.newest.getTime() - hour : (row?.first?.getTime() ?? now);
  return Math.max(from, now - reach);
}

/** Counts the events of some whole hours anew. The same hours can be counted any number of times; in one order, for two at once. */
async function countEvents(from: Date, to: Date): Promise<void> {
  await db().$executeRaw`
    INSERT INTO statistics_hour (hour, metric, label, count)
    SELECT date_trunc('hour', created_at, 'UTC'),
      CASE action WHEN 'session.created' THEN 'sign_in' WHEN 'session.denied' THEN 'sign_in_failed' WHEN 'user.locked' THEN 'lock_out'
        WHEN 'user.imported' THEN 'imported_user' ELSE 'new_user' END,
      CASE WHEN action IN ('session.created', 'session.denied') THEN coalesce(reason, '') ELSE '' END, count(*)
    FROM audit_event
    WHERE action IN ('session.created', 'session.denied', 'user.locked', 'user.registered', 'user.created', 'user.invited', 'user.imported')
      AND created_at >= date_trunc('hour', ${from}::timestamptz, 'UTC') AND created_at < ${to}::timestamptz
    GROUP BY 1, 2, 3 ORDER BY 2, 1, 3
    ON CONFLICT (metric, hour, label) DO UPDATE SET count = excluded.count`;
}

/** How many people and sessions there are, and how many of the people have more than a password, in this hour. */
async function countPeople(now: Date): Promise<void> {
  await db().$executeRaw`
    WITH people AS (
      SELECT count(*) AS users, count(*) FILTER (WHERE is_active) AS active,
        count(*) FILTER (WHERE is_active AND has_passkey) AS with_passkey,
        count(*) FILTER (WHERE is_active AND (has_passkey OR has_factor)) AS with_factor
      FROM (
        SELECT u.status = 'active' AS is_active, EXISTS (SELECT 1 FROM passkey p WHERE p.user_id = u.id) AS has_passkey,
          EXISTS (SELECT 1 FROM factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS has_factor
        FROM "user" u WHERE u.status <> 'erased' AND u.deleted_at IS NULL) one)
    INSERT INTO statistics_hour (hour, metric, label, count)
    SELECT date_trunc('hour', ${now}::timestamptz, 'UTC'), counted.metric, '', counted.count
    FROM people CROSS JOIN LATERAL (VALUES
      ('user', users), ('active_user', active), ('with_passkey', with_passkey), ('with_factor', with_factor),
      ('live_session', (SELECT count(*) FROM session WHERE revoked_at IS NULL AND expires_at > ${now}::timestamptz))
    ) AS counted (metric, count)
    ON CONFLICT (metric, hour, label) DO UPDATE SET count = excluded.count`;
}

/** Brings the hourly numbers up to now, a day at a time; what a crash left undone the next run does. */
export async function rollUp(now = Date.now()): Promise<void> {
  for (let from = await beginning(now); from <= now; from += day)
    await countEvents(new Date(from), new Date(Math.min(from + day, now + 1)));
  await countPeople(new Date(now));
  await db().$executeRaw`DELETE FROM statistics_hour WHERE hour < ${new Date(now - reach)}::timestamptz`;
}
