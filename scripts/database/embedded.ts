import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgresBinaries } from './binaries.ts';
import { createCluster, ensureOwner, openParent } from './cluster.ts';
import { readPostmaster, stopOrphan, stopProcess } from './postmaster.ts';
import { launcher, programEnvironment, serverUser } from './server-user.ts';

const databaseName = 'gatehouse';

export type EmbeddedPostgres = {
  /** postgresql://… of the database `gatehouse`. */
  url: string;
  /** Fast shutdown; returns when the server is gone. */
  stop: () => Promise<void>;
  /** Resolves when the server ends without `stop` having been called. */
  died: Promise<string>;
};

type Options = { dataDir: string; password: string; throwaway?: boolean };

/** The address of the embedded database; it listens on loopback only. */
export function embeddedUrl(port: number, password: string): string {
  return `postgresql://gatehouse:${encodeURIComponent(password)}@127.0.0.1:${port}/${databaseName}`;
}

function freePort(): Promise<number> {
  return new Promise((done, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}

function settings(port: number, throwaway: boolean): string[] {
  const values: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: throwaway ? '32MB' : '64MB',
    // One row costs nearly the same as the next: no disk that turns.
    random_page_cost: 1.1,
    timezone: 'UTC',
    log_timezone: 'UTC',
    password_encryption: 'scram-sha-256',
    logging_collector: 'off',
    // Statements carry personal data; the log must not.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: 0,
  };
  if (throwaway)
    Object.assign(values, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_senders: 0, wal_level: 'minimal' });
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > 10_000_000) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function endOfLog(path: string, from: number): string {
  return readFileSync(path).subarray(from).toString('utf8').trim();
}

/** Waits for `ready` in postmaster.pid (as pg_ctl does). False when the server ended instead. */
async function becomesReady(child: ChildProcess, dataFolder: string): Promise<boolean> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(10)) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const postmaster = readPostmaster(dataFolder);
    if (postmaster?.ready && postmaster.pid === child.pid) return true;
  }
  return false;
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/[^/]+$/, 'postgres') });
  try {
    await client.connect();
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (!rowCount) await client.query(`create database ${databaseName}`);
  } catch (error) {
    const wrongPassword = error instanceof Error && 'code' in error && error.code === '28P01';
    throw wrongPassword
      ? new Error(
          'The embedded database does not accept the password in secrets.json. The two belong together: restore the DATA_DIR that both came from.',
        )
      : error;
  } finally {
    await client.end();
  }
}

/**
 * Starts the embedded PostgreSQL in `<dataDir>/postgres` on a free loopback port, creating it on the first start.
 * The caller holds the lock of `dataDir`: a server found running there was left behind by a run that was killed.
 */
export async function startEmbeddedPostgres({ dataDir, password, throwaway = false }: Options): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  const dataFolder = join(folder, 'postgres');
  const log = join(folder, 'postgres.log');
  const { initdb, postgres } = await postgresBinaries();
  const user = await serverUser();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await openParent(folder, user);
  const launch = await launcher(user, postgres, folder);
  await stopOrphan(dataFolder);
  await createCluster({ dataFolder, initdb, password, user, launch, sync: !throwaway });
  await ensureOwner(dataFolder, user);

  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const output = openLog(log);
    const logged = statSync(log).size;
    const { command, args } = launch({ command: postgres, args: ['-D', dataFolder, ...settings(port, throwaway)] });
    // detached: Ctrl-C must not stop the database under requests that are still being answered.
    const child = spawn(command, args, {
      cwd: '/',
      env: programEnvironment(),
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    const failed = new Promise<string>((done) => child.once('error', (error) => done(error.message)));
    const ready = await Promise.race([becomesReady(child, dataFolder), failed.then(() => false)]);
    if (!ready) {
      if (child.pid) await stopProcess(child.pid);
      const reason = endOfLog(log, logged);
      // Another program took the port, or the processes of a killed server still hold its memory: both pass.
      if (attempt < 20 && /Address already in use|could not bind|still in use/.test(reason)) {
        await sleep(250);
        continue;
      }
      throw new Error(`PostgreSQL did not start.\n${reason || (await Promise.race([failed, 'It said nothing.']))}`);
    }
    return supervise(child, embeddedUrl(port, password));
  }
}

async function supervise(child: ChildProcess, url: string): Promise<EmbeddedPostgres> {
  let stopping = false;
  const ended = new Promise<string>((done) => child.once('exit', (code, signal) => done(signal ?? `code ${code}`)));
  const died = new Promise<string>((done) => void ended.then((how) => (stopping ? undefined : done(how))));
  const stop = async () => {
    stopping = true;
    if (child.exitCode === null && child.signalCode === null && child.pid) await stopProcess(child.pid);
  };
  try {
    await createDatabase(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop, died };
}

/** A database for tests: in a temporary folder, without fsync, deleted by `stop`. */
export async function startThrowawayPostgres(): Promise<EmbeddedPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-postgres-'));
  const server = await startEmbeddedPostgres({ dataDir: folder, password: 'throwaway', throwaway: true });
  // A test run that is interrupted leaves no folder behind; the server ends with its parent.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    ...server,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
