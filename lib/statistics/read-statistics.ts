import type { StatisticsRange, StatisticsShape } from '#lib/contracts/admin.ts';
import { db } from '#lib/db/client.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** How long a range is, and how much of it one point of a series stands for. */
const ranges = {
  '24h': { length: day, step: hour },
  '7d': { length: 7 * day, step: 6 * hour },
  '30d': { length: 30 * day, step: day },
  '90d': { length: 90 * day, step: day },
} as const satisfies Record<StatisticsRange, { length: number; step: number }>;

type Row = { metric: string; at: Date | null; label: string | null; count: number };

const series = {
  sign_ins: 'sign_in',
  failed_sign_ins: 'sign_in_failed',
  lock_outs: 'lock_out',
  new_users: 'new_user',
  imported_users: 'imported_user',
} as const;

/**
 * How the jobs are doing. One that is being done has used up an attempt, and is not given up yet. Work on many users is
 * left out of those: it goes on by another job after a crash, and its own page says how it ended.
 */
async function readQueue(): Promise<StatisticsShape['queue']> {
  const [row] = await db().$queryRaw<{ waiting: number; failed: number; oldest: number | null }[]>`
    SELECT count(*) FILTER (WHERE attempts < max_attempts)::int AS waiting,
      count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL AND task_identifier <> 'work_off_job')::int AS failed,
      extract(epoch FROM now() - min(run_at) FILTER (WHERE attempts < max_attempts AND run_at <= now()))::int AS oldest
    FROM graphile_worker.jobs`;
  return { waiting: row?.waiting ?? 0, failed: row?.failed ?? 0, oldest_due_seconds: row?.oldest ?? null };
}

/**
 * The numbers of the overview, from the hourly counts alone. The last point is the one that now falls into; it grows
 * with each run of the job.
 */
export async function readStatistics(range: StatisticsRange, now = Date.now()): Promise<StatisticsShape> {
  const { length, step } = ranges[range];
  const to = Math.floor(now / step) * step;
  const from = to - length + step;
  const [rows, people, queue] = await Promise.all([
    db().$queryRaw<Row[]>`
      SELECT metric, at, label, sum(count)::int AS count FROM (
        SELECT metric, label, count, date_bin(make_interval(secs => ${step / 1000}::int), hour, 'epoch'::timestamptz) AS at
        FROM statistics_hour WHERE metric = ANY(${Object.values(series)}) AND hour >= ${new Date(from)}::timestamptz
      ) counted
      GROUP BY GROUPING SETS ((metric, at), (metric, label))`,
    db().$queryRaw<{ metric: string; hour: Date; count: number }[]>`
      SELECT DISTINCT ON (metric) metric, hour, count::int AS count FROM statistics_hour
      WHERE metric IN ('active_user', 'with_factor', 'with_passkey') ORDER BY metric, hour DESC`,
    readQueue(),
  ]);
  const counts = new Map(rows.flatMap(({ metric, at, count }) => (at ? [[`${metric} ${at.getTime()}`, count] as const] : [])));
  const pointsOf = (metric: string) =>
    Array.from({ length: length / step }, (_, index) => {
      const at = from + index * step;
      return { at: new Date(at).toISOString(), count: counts.get(`${metric} ${at}`) ?? 0 };
    });
  const labelsOf = (wanted: string) =>
    rows
      .flatMap(({ metric, label, count }) => (metric === wanted && label !== null ? [{ label, count }] : []))
      .sort((left, right) => right.count - left.count || (left.label < right.label ? -1 : 1));
  const howMany = (wanted: string) => people.find(({ metric }) => metric === wanted)?.count ?? 0;
  return {
    range,
    step_seconds: step / 1000,
    series: {
      sign_ins: pointsOf(series.sign_ins),
      failed_sign_ins: pointsOf(series.failed_sign_ins),
      lock_outs: pointsOf(series.lock_outs),
      new_users: pointsOf(series.new_users),
      imported_users: pointsOf(series.imported_users),
    },
    sign_ins_by_method: labelsOf(series.sign_ins),
    failures_by_reason: labelsOf(series.failed_sign_ins),
    adoption: { active_users: howMany('active_user'), with_second_factor: howMany('with_factor'), with_passkey: howMany('with_passkey') },
    queue,
  };
}
