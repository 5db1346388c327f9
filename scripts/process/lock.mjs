import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';

/**
 * What tells a process from a later one with the same id: containers start with the same small ids every time.
 * Null when no such process runs.
 */
export function processIdentity(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return null;
  }
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie holds nothing any more; its parent has just not asked for its exit code yet.
      if (fields[0] === 'Z' || fields[0] === 'X') return null;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${pid}/${fields[19]}/${boot}`;
    } catch {
      return null;
    }
  }
  if (process.platform === 'win32') return String(pid);
  try {
    return `${pid}/${execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()}`;
  } catch {
    return null;
  }
}

function readHolder(path) {
  try {
    const text = readFileSync(path, 'utf8');
    const { pid, identity } = JSON.parse(text);
    return { text, pid, alive: typeof identity === 'string' && processIdentity(pid) === identity };
  } catch (error) {
    return error.code === 'ENOENT' ? null : { text: null, pid: 0, alive: false };
  }
}

/** The process id that holds the lock now, or null. */
export function lockHolder(path) {
  const holder = readHolder(path);
  return holder?.alive ? holder.pid : null;
}

/** Takes the lock or tells who has it. A lock whose process is gone is taken over. */
export function tryLock(path) {
  mkdirSync(dirname(path), { recursive: true });
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      try {
        // link() fails when the target exists and shows a complete file when it does not: no half-written lock.
        linkSync(own, path);
        return { held: true, release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = readHolder(path);
      if (!holder) continue;
      if (holder.alive) return { held: false, pid: holder.pid };
      removeStale(path, holder.text, `${own}.stale`);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return { held: false, pid: 0 };
}

function removeStale(path, text, aside) {
  try {
    renameSync(path, aside);
    // Somebody may have taken the lock between reading and renaming: give it back.
    if (readHolder(aside)?.text !== text) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Waits until the lock is free and takes it; calls `onWait` once with the holder's process id. */
export async function waitForLock(path, { timeoutSeconds = 900, onWait } = {}) {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let told = false;
  for (;;) {
    const lock = tryLock(path);
    if (lock.held) return lock.release;
    if (Date.now() > deadline) throw new Error(`${path} has been held by process ${lock.pid} for ${timeoutSeconds} s`);
    if (!told) onWait?.(lock.pid);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
