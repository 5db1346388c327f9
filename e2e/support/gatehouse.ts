import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { limitRows } from '#lib/rate-limit/limit-table.ts';
import { isConfigurationName } from '#scripts/environment.ts';
import { inProject, projectRoot } from '#scripts/paths.ts';
import { freePort } from './free-port.ts';

export type Gatehouse = {
  url: string;
  port: number;
  dataDir: string;
  /** Everything it has printed so far. */
  log: () => string;
  /** Ctrl-C, then deletes the data folder unless it was given. Resolves with the exit code. */
  stop: () => Promise<number | null>;
  /** kill -9 of the whole process group; the data stays. */
  kill: () => Promise<void>;
};

type Options = {
  env?: Record<string, string>;
  port?: number;
  /** Kept after `stop`. Without it a temporary one is used. */
  dataDir?: string;
};

export const admin = { email: 'admin@gatehouse.test', password: 'a gate with nine locks' };

/** Limits that no spec reaches by accident; specs about limits start a server of their own. */
export const generousLimits = JSON.stringify(
  Object.fromEntries(limitRows.filter(([, { setBy }]) => setBy === 'RATE_LIMITS').map(([name]) => [name, '100000/60s'])),
);

/** The environment of this process without any configuration of Gatehouse: the machine's own must not decide a test. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const dropped = new Set(['NODE_OPTIONS', 'NODE_ENV', 'FORCE_COLOR', 'NEXT_RUNTIME']);
  const kept = Object.entries(process.env).filter(([name]) => !isConfigurationName(name) && !dropped.has(name));
  // As under `npm start`: when whoever started it is gone, it stops by itself.
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', npm_lifecycle_event: 'start' };
}

/** Runs `npm start` with this environment, in a process group of its own. */
export function spawnGatehouse(env: Record<string, string>): { child: ChildProcess; log: () => string } {
  const child = spawn(process.execPath, [inProject('scripts', 'start.mjs'), 'start'], {
    cwd: projectRoot,
    env: { ...plainEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  return { child, log: () => output };
}

function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

async function becomesReady(child: ChildProcess, log: () => string): Promise<void> {
  for (const deadline = Date.now() + 240_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (log().includes('Gatehouse is ready')) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The server ended with ${child.exitCode}.\n${log()}`);
  }
  throw new Error(`The server was not ready after four minutes.\n${log()}`);
}

/** Starts Gatehouse as a user would, with the production build that is there, and waits until it serves. */
export async function startGatehouse(options: Options = {}): Promise<Gatehouse> {
  const port = options.port ?? (await freePort());
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'gatehouse-e2e-')));
  const { child, log } = spawnGatehouse({
    PORT: String(port),
    DATA_DIR: dataDir,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    RATE_LIMITS: generousLimits,
    LOG_LEVEL: 'warn',
    ...options.env,
  });
  // A worker that ends in a hurry still takes its servers along.
  const takeAlong = () => child.kill('SIGTERM');
  process.once('exit', takeAlong);
  const stop = async () => {
    process.off('exit', takeAlong);
    const exit = ended(child);
    child.kill('SIGTERM');
    const code = await exit;
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    return code;
  };
  try {
    await becomesReady(child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  const kill = async () => {
    process.off('exit', takeAlong);
    const exit = ended(child);
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
    await exit;
  };
  return { url: options.env?.APP_URL ?? `http://localhost:${port}`, port, dataDir, log, stop, kill };
}
