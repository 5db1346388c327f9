import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { connectionFigures, db } from '#lib/db/client.ts';
import { hashQueue, signInAdmission } from '#lib/passwords/hash-queue.ts';

const timeoutMilliseconds = 2000;
const reuseMilliseconds = 2000;
const resolutionMilliseconds = 10;

export type JobFigures = {
  /** Due now and not taken yet; with the age of the oldest in seconds. */
  due: number;
  oldest_seconds: number;
  running: number;
  /** Waits for its time, or for another try. */
  scheduled: number;
  /** Given up after the last try. */
  failed: number;
};

const name = Symbol.for('gatehouse.event-loop');
type Delay = ReturnType<typeof monitorEventLoopDelay>;
type Shelf = { [name]?: Delay };

/** How late timers of this process come, since the last time somebody asked. */
function eventLoopDelay(): Delay {
  const shelf = globalThis as Shelf;
  if (!shelf[name]) {
    shelf[name] = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
    shelf[name].enable();
  }
  return shelf[name];
}

/** What is measured is the time from one timer to the next: what is more than their distance is delay. */
function delaySeconds(nanoseconds: number): number {
  const late = nanoseconds / 1e9 - resolutionMilliseconds / 1000;
  return Number.isFinite(late) && late > 0 ? Math.round(late * 1e6) / 1e6 : 0;
}

async function askForJobs(): Promise<JobFigures> {
  const [row] = await db().$queryRaw<JobFigures[]>`
    SELECT (count(*) FILTER (WHERE is_available AND run_at <= now() AND locked_at IS NULL))::int AS due,
      coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE is_available AND run_at <= now() AND locked_at IS NULL)), 0)::int AS oldest_seconds,
      (count(*) FILTER (WHERE locked_at IS NOT NULL))::int AS running,
      (count(*) FILTER (WHERE is_available AND run_at > now() AND locked_at IS NULL))::int AS scheduled,
      (count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL))::int AS failed
    FROM graphile_worker._private_jobs`;
  if (!row) throw new Error('PostgreSQL counted nothing.');
  return row;
}

export type DatabaseFigures = { latency_seconds: number; jobs: JobFigures } | null;

async function askDatabase(): Promise<DatabaseFigures> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), timeoutMilliseconds);
  });
  const jobs = await Promise.race([askForJobs().catch(() => null), tooLate]).finally(() => clearTimeout(timer));
  return jobs && { latency_seconds: Math.round(performance.now() - started) / 1000, jobs };
}

let latest: { asked: number; answer: Promise<DatabaseFigures> } | undefined;

/** Whoever asks within two seconds gets the same answer: nobody exhausts the connections by asking how they are. */
function databaseFigures(): Promise<DatabaseFigures> {
  if (!latest || Date.now() - latest.asked > reuseMilliseconds) latest = { asked: Date.now(), answer: askDatabase() };
  return latest.answer;
}

/** How this process and what it needs are doing: numbers alone, nothing about anybody. */
export async function readFigures() {
  const database = await databaseFigures();
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const cpu = process.cpuUsage();
  const delay = eventLoopDelay();
  return {
    uptime_seconds: Math.round(process.uptime()),
    cpu_seconds: (cpu.user + cpu.system) / 1e6,
    memory_bytes: { rss, heap_used: heapUsed, heap_total: heapTotal, external },
    event_loop_delay_seconds: {
      p50: delaySeconds(delay.percentile(50)),
      p99: delaySeconds(delay.percentile(99)),
      max: delaySeconds(delay.max),
    },
    database,
    connections: connectionFigures(),
    hash_queue: hashQueue.figures,
    sign_ins: signInAdmission.figures,
  };
}

export type Figures = Awaited<ReturnType<typeof readFigures>>;

/** Begins to watch the event loop anew: the next figures tell of the time since these. */
export function restartDelay(): void {
  eventLoopDelay().reset();
}
