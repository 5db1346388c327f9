import { type Figures, readFigures, restartDelay } from './figures.ts';
import { type Metric, prometheusText, type Sample } from './prometheus-text.ts';
import { durationBuckets, requestCounts } from './request-counts.ts';

const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name: `gatehouse_${name}`,
  help,
  type: 'gauge',
  samples,
});
const one = (value: number): Sample[] => [{ value }];
const by = (label: string, values: Record<string, number>): Sample[] =>
  Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));

function requestMetrics(): Metric[] {
  const { byStatus, durations } = requestCounts();
  const total = [...byStatus].map(([key, value]) => {
    const [kind = '', status = ''] = key.split(' ');
    return { labels: { kind, status }, value };
  });
  const taken = [...durations].flatMap(([kind, { buckets, count, sum }]): Sample[] => [
    ...durationBuckets.map((end, index): Sample => ({ suffix: '_bucket', labels: { kind, le: String(end) }, value: buckets[index] ?? 0 })),
    { suffix: '_bucket', labels: { kind, le: '+Inf' }, value: count },
    { suffix: '_sum', labels: { kind }, value: sum },
    { suffix: '_count', labels: { kind }, value: count },
  ]);
  return [
    { name: 'gatehouse_http_requests_total', help: 'Answers by kind and status; 499: the caller left.', type: 'counter', samples: total },
    { name: 'gatehouse_http_request_duration_seconds', help: 'How long an answer took.', type: 'histogram', samples: taken },
  ];
}

function databaseMetrics({ database, connections }: Figures): Metric[] {
  const up = gauge('database_up', '1 while PostgreSQL answers within two seconds.', one(database ? 1 : 0));
  const held = gauge('database_connections', 'Connections of this process; waiting: queries that have none.', by('state', connections));
  if (!database) return [up, held];
  const { oldest_seconds: oldest, ...jobs } = database.jobs;
  return [
    up,
    held,
    gauge('database_latency_seconds', 'How long the question for these figures took.', one(database.latency_seconds)),
    gauge('jobs', 'Background jobs; failed: given up.', by('state', jobs)),
    gauge('job_oldest_seconds', 'For how long the oldest job that is due has been waiting.', one(oldest)),
  ];
}

/** Everything that /metrics says, in Prometheus' text format. */
export async function readMetrics(): Promise<string> {
  const figures = await readFigures();
  restartDelay();
  const { uptime_seconds: uptime, cpu_seconds: cpu, memory_bytes: memory, event_loop_delay_seconds: delay } = figures;
  return prometheusText([
    gauge('uptime_seconds', 'For how long this process has been running.', one(uptime)),
    { name: 'gatehouse_cpu_seconds_total', help: 'CPU time of this process.', type: 'counter', samples: one(cpu) },
    gauge('memory_bytes', 'Memory of this process.', by('kind', memory)),
    gauge('event_loop_delay_seconds', 'How late timers came since the last scrape.', by('quantile', delay)),
    gauge('hash_queue', 'Slow hashes under way, waiting, and how many there may be.', by('state', figures.hash_queue)),
    gauge('sign_ins', 'Password sign-ins under way, waiting, and how many there may be.', by('state', figures.sign_ins)),
    ...databaseMetrics(figures),
    ...requestMetrics(),
  ]);
}
