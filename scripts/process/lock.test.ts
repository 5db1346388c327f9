import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, it } from 'vitest';
import { lockHolder, processIdentity, tryLock, waitForLock } from './lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('one at a time has the lock, and gives it back', () => {
  const path = join(folder, 'a');
  const first = tryLock(path);
  expect(first.held).toBe(true);
  expect(tryLock(path)).toEqual({ held: false, pid: process.pid });
  expect(lockHolder(path)).toBe(process.pid);
  if (first.held) first.release();
  expect(lockHolder(path)).toBeNull();
  expect(tryLock(path).held).toBe(true);
});

it('the lock of a process that was killed is taken over', async () => {
  const path = join(folder, 'b');
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const pid = child.pid ?? 0;
  writeFileSync(path, JSON.stringify({ pid, identity: processIdentity(pid) }));
  expect(tryLock(path)).toEqual({ held: false, pid });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(tryLock(path).held).toBe(true);
});

it('a process id that was given to another process since does not hold it', () => {
  const path = join(folder, 'c');
  writeFileSync(path, JSON.stringify({ pid: process.pid, identity: `${process.pid}/1/another-boot` }));
  expect(tryLock(path).held).toBe(true);
});

it('a lock file that is empty or damaged holds nothing', () => {
  const path = join(folder, 'd');
  writeFileSync(path, '');
  expect(tryLock(path).held).toBe(true);
});

it('the next in line gets it when it is free, and leaves no files behind', async () => {
  const path = join(folder, 'e');
  const first = tryLock(path);
  const waiting: number[] = [];
  const second = waitForLock(path, { onWait: (pid) => waiting.push(pid), timeoutSeconds: 10 });
  setTimeout(() => first.held && first.release(), 50);
  (await second)();
  expect(waiting).toEqual([process.pid]);
  expect(readdirSync(folder).filter((name) => name.startsWith('e'))).toEqual([]);
});
