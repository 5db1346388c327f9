import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { env } from '#lib/env.ts';
import { cleanUp } from './clean-up.ts';
import { rescueJobs } from './rescue-jobs.ts';

const databaseUrl = env().DATABASE_URL;
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });

beforeAll(async () => {
  await pool.query('delete from graphile_worker._private_jobs');
});

afterAll(async () => {
  await pool.end();
});

async function until(condition: () => Promise<boolean>, milliseconds = 20_000): Promise<void> {
  for (const deadline = Date.now() + milliseconds; Date.now() < deadline; await new Promise((done) => setTimeout(done, 50))) {
    if (await condition()) return;
  }
  throw new Error('It did not happen in time.');
}

/** Stands between the worker and the database, so that the connection can be cut and come back at the same address. */
class Cable {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();

  plug(port: number): Promise<number> {
    const target = new URL(databaseUrl);
    const server = createServer((near) => {
      const far = connect(Number(target.port || 5432), target.hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
        socket.pipe(other);
      }
    });
    this.server = server;
    return new Promise((ready) => server.listen(port, '127.0.0.1', () => ready((server.address() as AddressInfo).port)));
  }

  async pull(): Promise<void> {
    const closed = new Promise((done) => (this.server ? this.server.close(done) : done(undefined)));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }
}

async function addDroppedMail(): Promise<void> {
  // Nobody has this id, so the task looks for a key, finds none and is done.
  const nobody = '01900000-0000-7000-8000-00000000dead';
  await pool.query(`select graphile_worker.add_job('send_mail', $1::json)`, [
    JSON.stringify({ mail_id: nobody, user_id: nobody, locale: 'en', content: '' }),
  ]);
}

async function queueLength(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from graphile_worker.jobs');
  return rows[0]?.count ?? -1;
}

it('the worker survives a database that is away at the start and goes away later', async () => {
  const cable = new Cable();
  const port = await cable.plug(0);
  await cable.pull();
  const address = new URL(databaseUrl);
  address.hostname = '127.0.0.1';
  address.port = String(port);
  vi.stubEnv('DATABASE_URL', address.href);
  vi.resetModules();
  const { runWorker } = await import('./run-worker.ts');
  const worker = runWorker({ pollMilliseconds: 200 });
  try {
    await addDroppedMail();
    await new Promise((done) => setTimeout(done, 500));
    expect(await queueLength()).toBe(1);

    await cable.plug(port);
    await until(async () => (await queueLength()) === 0);

    await cable.pull();
    await addDroppedMail();
    await new Promise((done) => setTimeout(done, 1500));
    expect(await queueLength()).toBe(1);
    await cable.plug(port);
    await until(async () => (await queueLength()) === 0);
  } finally {
    const started = Date.now();
    await worker.stop();
    expect(Date.now() - started).toBeLessThan(9000);
    const { db } = await import('#lib/db/client.ts');
    await db().$disconnect();
    await cable.pull();
  }
}, 60_000);

it('jobs of a process that was killed are freed within minutes, not hours', async () => {
  await addDroppedMail();
  await pool.query(
    `update graphile_worker._private_jobs set locked_by = 'pool-gone', locked_at = now() - interval '3 minutes', attempts = 1`,
  );
  await addDroppedMail();
  await pool.query(
    `update graphile_worker._private_jobs set locked_by = 'pool-alive', locked_at = now() - interval '1 minute', attempts = 1 where locked_by is null`,
  );
  await rescueJobs(pool);
  const { rows } = await pool.query<{ locked_by: string | null }>('select locked_by from graphile_worker.jobs order by id');
  expect(rows.map((row) => row.locked_by)).toEqual([null, 'pool-alive']);
  await pool.query('delete from graphile_worker._private_jobs');
});

it('a mail that failed often is still tried every few minutes for a day', async () => {
  for (const age of ['1 hour', '2 days']) {
    await addDroppedMail();
    await pool.query(
      `update graphile_worker._private_jobs set attempts = 9, last_error = 'down', run_at = now() + interval '2 hours', created_at = now() - $1::interval where attempts = 0`,
      [age],
    );
  }
  await rescueJobs(pool);
  const { rows } = await pool.query<{ attempts: number; waits: number }>(
    'select attempts, extract(epoch from run_at - now())::int as waits from graphile_worker.jobs order by created_at desc',
  );
  expect(rows[0]?.attempts).toBe(4);
  expect(rows[0]?.waits).toBeLessThanOrEqual(150);
  expect(rows[1]?.attempts).toBe(9);
  await pool.query('delete from graphile_worker._private_jobs');
});

it('the clean-up removes what has expired and nothing else', async () => {
  const key = (name: string) => Buffer.from(name.padEnd(32, '_'));
  const user = '01900000-0000-7000-8000-000000c1ea40';
  await pool.query(`insert into public."user" (id, search_tokens, updated_at) values ($1, '{}', now())`, [user]);
  const id = (digit: number) => `01900000-0000-7000-8000-0000000000${digit}0`;
  for (const [digit, age] of [
    [1, '2 days'],
    [2, '1 hour'],
    [3, '-1 hour'],
  ] as const) {
    await pool.query(
      `insert into public.one_time_token (id, purpose, user_id, token_hash, expires_at) values ($1, 'password_reset', $2, $3, now() - $4::interval)`,
      [id(digit), user, key(`token${digit}`), age],
    );
    await pool.query(`insert into public.limit_counter (key, window_start, count) values ($1, now() - $2::interval, 1)`, [
      key(`limit${digit}`),
      age,
    ]);
    await pool.query(`insert into public.idempotency_key (id, fingerprint, run_id, expires_at) values ($1, $1, $2, now() - $3::interval)`, [
      key(`key${digit}`),
      id(digit),
      age,
    ]);
  }
  for (const [digit, age] of [
    [4, '31 days'],
    [5, '29 days'],
  ] as const) {
    await pool.query(
      `insert into public.session (id, user_id, kind, token_hash, method, amr, expires_at) values ($1, $2, 'browser', $3, 'password', '{pwd}', now() - $4::interval)`,
      [id(digit), user, key(`session${digit}`), age],
    );
  }
  for (const [digit, age] of [
    [6, '400 days'],
    [7, '300 days'],
  ] as const) {
    await pool.query(`insert into public.known_device (id, user_id, token_hash, last_used_at) values ($1, $2, $3, now() - $4::interval)`, [
      id(digit),
      user,
      key(`device${digit}`),
      age,
    ]);
  }
  await cleanUp((text, values) => pool.query(text, values));
  const left = async (table: string) =>
    (await pool.query<{ id: string }>(`select id from public.${table} where user_id = $1 order by id`, [user])).rows.map((row) => row.id);
  expect(await left('one_time_token')).toEqual([id(2), id(3)]);
  expect(await left('session')).toEqual([id(5)]);
  expect(await left('known_device')).toEqual([id(7)]);
  const counters = await pool.query('select 1 from public.limit_counter where key = any($1)', [
    [1, 2, 3].map((digit) => key(`limit${digit}`)),
  ]);
  expect(counters.rowCount).toBe(2);
  const keys = await pool.query('select 1 from public.idempotency_key');
  expect(keys.rowCount).toBe(1);
  await pool.query('delete from public."user" where id = $1', [user]);
});
