import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from '#scripts/process/lock.mjs';

/** What a running server writes about itself into `postmaster.pid`. */
export type Postmaster = { pid: number; port: number; ready: boolean };

/** Reads `postmaster.pid` of a data folder; null when there is none. */
export function readPostmaster(dataFolder: string): Postmaster | null {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

function isPostgresOf(pid: number, dataFolder: string): boolean {
  if (processIdentity(pid) === null) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataFolder);
  } catch {
    return false;
  }
}

/**
 * Stops the server that a killed run left behind, or removes its stale `postmaster.pid`: in a container the same
 * process id soon belongs to something else, and PostgreSQL would then refuse to start.
 */
export async function stopOrphan(dataFolder: string): Promise<void> {
  const postmaster = readPostmaster(dataFolder);
  if (!postmaster) return;
  if (!isPostgresOf(postmaster.pid, dataFolder)) {
    rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
    return;
  }
  await stopProcess(postmaster.pid);
}

/** Fast shutdown (SIGINT), immediate (SIGQUIT) after 20 s, kill after another 10 s. Returns when the process is gone. */
export async function stopProcess(pid: number): Promise<void> {
  const identity = processIdentity(pid);
  if (identity === null) return;
  const gone = async (seconds: number) => {
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(20)) {
      if (processIdentity(pid) !== identity) return true;
    }
    return false;
  };
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 10],
    ['SIGKILL', 5],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await gone(seconds)) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}
