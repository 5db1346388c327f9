import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { inProject } from '#scripts/paths.ts';
import { freePort } from './free-port.ts';
import { plainEnvironment } from './gatehouse.ts';

export type Sample = { url: string; stop: () => Promise<void> };

type Place = { gatehouse: string; env?: Record<string, string> };

async function run(command: string, args: string[], cwd: string, port: number, { gatehouse, env }: Place): Promise<Sample> {
  const own = { PORT: String(port), GATEHOUSE_URL: gatehouse, NEXT_TELEMETRY_DISABLED: '1', ...env };
  const environment: Record<string, string | undefined> = { ...plainEnvironment(), ...own };
  delete environment.NODE_ENV;
  const child = spawn(command, args, {
    cwd,
    // NODE_ENV is what Next decides by itself.
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  // The whole group: Next has children of its own.
  const end = (signal: NodeJS.Signals) => {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
  };
  process.once('exit', () => end('SIGKILL'));
  const url = `http://localhost:${port}`;
  const stop = async () => {
    end('SIGTERM');
    await Promise.race([ended, sleep(5000)]);
    end('SIGKILL');
  };
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}.\n${log}`);
    const answer = await fetch(`${url}/me`).catch(() => null);
    await answer?.text();
    if (answer) return { url, stop };
  }
  await stop();
  throw new Error(`${command} does not answer.\n${log}`);
}

const samplePath = (name: string) => inProject('examples', name);

export async function startExpress(place: Place): Promise<Sample> {
  return run(process.execPath, ['service.ts'], samplePath('express-service'), await freePort(), place);
}

function hasModules(python: string): boolean {
  return spawnSync(python, ['-c', 'import fastapi, uvicorn, jwt, cryptography']).status === 0;
}

/** The Python that has what the sample needs; null where there is none. */
export function findPython(): string | null {
  return ['python3', '/usr/bin/python3'].find(hasModules) ?? null;
}

export async function startFastApi(python: string, place: Place): Promise<Sample> {
  const port = await freePort();
  return run(python, ['-m', 'uvicorn', 'service:app', '--port', String(port)], samplePath('fastapi-service'), port, {
    ...place,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  });
}

/** Builds the Go sample; null where there is no Go, where it is too old, or where it cannot fetch its libraries. */
export function buildGo(): string | null {
  if (spawnSync('go', ['version']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-go-'));
  cpSync(samplePath('go-service'), folder, { recursive: true });
  const steps = [
    ['mod', 'tidy'],
    ['build', '-o', 'service', '.'],
  ];
  for (const step of steps) {
    const { status, stderr } = spawnSync('go', step, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
    if (status === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    if (/dial tcp|lookup|proxy|indicates go|invalid go version|requires go/.test(stderr)) return null;
    throw new Error(stderr);
  }
  return join(folder, 'service');
}

export async function startGo(program: string, place: Place): Promise<Sample> {
  return run(program, [], tmpdir(), await freePort(), place);
}

/** Our libraries one by one, so that the sample's own, the built client, stands among them. */
function installInto(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@gatehouse'), { recursive: true });
  for (const name of readdirSync(inProject('node_modules')))
    if (name !== '@gatehouse' && !name.startsWith('.')) symlinkSync(inProject('node_modules', name), join(modules, name), 'junction');
  for (const part of ['package.json', 'build'])
    cpSync(inProject('clients', 'typescript', part), join(modules, '@gatehouse', 'client', part), { recursive: true });
}

/**
 * The Next sample as it would be deployed: built and started, in a copy outside of the checkout, whose configuration Next
 * would take for its own. By webpack, which follows links to libraries that are somewhere else.
 */
export async function startNext(place: Place): Promise<Sample> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-next-'));
  cpSync(samplePath('next-app'), folder, { recursive: true, filter: (path) => !/node_modules|\.next/.test(path) });
  installInto(folder);
  const next = inProject('node_modules', 'next', 'dist', 'bin', 'next');
  const environment: Record<string, string | undefined> = {
    ...plainEnvironment(),
    NEXT_TELEMETRY_DISABLED: '1',
    GATEHOUSE_URL: place.gatehouse,
  };
  delete environment.NODE_ENV;
  const built = spawn(process.execPath, [next, 'build', '--webpack'], {
    cwd: folder,
    env: environment as NodeJS.ProcessEnv,
    timeout: 120_000,
  });
  let log = '';
  for (const stream of [built.stdout, built.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  const code = await new Promise<number | null>((done) => built.once('exit', done));
  if (code !== 0) throw new Error(`The Next sample could not be built (${code}).\n${log}`);
  const port = await freePort();
  const sample = await run(process.execPath, [next, 'start', '--port', String(port)], folder, port, place);
  const stop = async () => {
    await sample.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...sample, stop };
}
