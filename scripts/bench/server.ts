import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { limitRows } from '#lib/rate-limit/limit-table.ts';
import { startEmbeddedPostgres } from '#scripts/database/embedded.ts';
import { inProject, projectRoot } from '#scripts/paths.ts';

export type BenchServer = { url: string; pid: number; env: NodeJS.ProcessEnv; stop: () => Promise<void> };

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

const lifted = JSON.stringify(
  Object.fromEntries(limitRows.filter(([, { setBy }]) => setBy === 'RATE_LIMITS').map(([name]) => [name, 'off'])),
);

/** The production server on a database of its own (fsync on) in a temporary folder, with the limits lifted. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const database = await startEmbeddedPostgres({ dataDir: folder, password: randomBytes(16).toString('hex') });
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    RATE_LIMITS: lifted,
    LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, [inProject('scripts', 'start.ts')], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.includes('Gatehouse is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.\n${output}`)));
  });
  return {
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    env,
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds of processor that a process and its threads have used so far (Linux); null elsewhere. */
export async function processorTime(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // After the name in brackets; utime and stime are fields 14 and 15 (proc(5)), in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat ? (Number(fields[11]) + Number(fields[12])) * 10 : null;
}

/** Resident memory of a process in MB (Linux); null elsewhere. */
export async function residentMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const match = /VmRSS:\s+(\d+) kB/.exec(status);
  return match ? Math.round(Number(match[1]) / 1024) : null;
}
