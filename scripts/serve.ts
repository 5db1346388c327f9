import { createServer } from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiBundle, buildIfNeeded } from '#scripts/build.ts';
import { type OpenDatabase, openDatabase, refuseIfRunning } from '#scripts/database/open.ts';
import { type Configuration, loadConfiguration } from '#scripts/environment.ts';
import { generate } from '#scripts/generate.ts';
import { inProject } from '#scripts/paths.ts';
import type { AdminWay, Prepared } from '#scripts/prepare.ts';
import { runNode, stopChildren } from '#scripts/process/child.ts';
import { complain, StartFailure, say, step } from '#scripts/process/progress.ts';
import { onStopSignal } from '#scripts/process/stop-signals.ts';
import type { Front } from '../server.ts';

/** What has to be stopped again. `opening` may still be at work when the start is interrupted. */
type Running = { opening?: Promise<unknown>; database?: OpenDatabase; front?: Front };

class Interrupted extends Error {}

function portMessage(port: number): string {
  return `Port ${port} is already in use.\nStop what listens there, or choose another: PORT=${port + 1} npm start`;
}

/** Binds the port for a moment, so that a taken one is reported before minutes of building. Answers a free one for 0. */
async function checkPort(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, port, host)));
    probe.listen(port, host, () => {
      const address = probe.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      probe.close(() => resolve(bound));
    });
  });
}

function listenFailure(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new StartFailure(portMessage(port));
  if (error.code === 'EACCES') return new StartFailure(`Port ${port} may not be used by this user. Choose one above 1023 with PORT.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new StartFailure(`This machine has no address ${host}. Check HOST.`);
  return error;
}

async function prepareDatabase(embedded: boolean): Promise<Prepared> {
  const args = ['--conditions=react-server', inProject('scripts', 'prepare.ts'), ...(embedded ? ['--embedded'] : [])];
  const { code, output } = await runNode(args, { separate: true });
  const line = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0 || !line.startsWith('{')) throw new StartFailure(`The database could not be prepared.\n${output}`.trimEnd());
  return JSON.parse(line) as Prepared;
}

function adminLines(admin: AdminWay, email: string | undefined, appUrl: string): string[] {
  if (admin.status === 'setup_link') return [`Admin     ${admin.url}`, '          (opens once; choose the first admin there)'];
  if (admin.status === 'created') return [`Admin     ${appUrl}/login as ${admin.email}`];
  return [`Admin     ${appUrl}/admin${email ? ` (${email})` : ''}`];
}

function announce({ env }: Configuration, admin: AdminWay, sinceMs: number): void {
  const lines = [`Address   ${env.APP_URL}`];
  if (!env.MAIL || !env.SMS)
    lines.push(`Inbox     ${env.APP_URL}/dev/inbox (mails and text messages without a provider are caught here; only from this machine)`);
  lines.push(...adminLines(admin, env.ADMIN_EMAIL, env.APP_URL));
  say(
    `\nGatehouse is ready (${((Date.now() - sinceMs) / 1000).toFixed(1)} s). Ctrl-C stops it.\n\n${lines.map((line) => `  ${line}`).join('\n')}\n`,
  );
}

async function startAll(running: Running, dev: boolean, interrupted: Promise<never>, sinceMs: number): Promise<void> {
  const unlessInterrupted = <T>(work: Promise<T>) => Promise.race([work, interrupted]);
  Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1', TZ: 'UTC' });
  const configuration = loadConfiguration();
  refuseIfRunning(configuration);
  const port = await checkPort(configuration.env.PORT, configuration.env.HOST);
  if (port !== configuration.env.PORT) {
    process.env.PORT = String(port);
    configuration.env = loadConfiguration().env;
  }
  running.opening = step('Starting the database', () => openDatabase(configuration), { quietBelowMs: 400 }).then((database) => {
    running.database = database;
  });
  await unlessInterrupted(Promise.all([running.opening, generate()]));
  const preparing = step('Preparing the database', () => prepareDatabase(configuration.embedded), { quietBelowMs: 1000 });
  const [{ applied, admin }] = await unlessInterrupted(Promise.all([preparing, dev ? undefined : buildIfNeeded()]));
  if (applied.length > 0) say(`✓ Applied ${applied.length} ${applied.length === 1 ? 'migration' : 'migrations'}`);
  const { createFront } = await import('../server.ts');
  const fronting = createFront({ dev, port, host: configuration.env.HOST, api: dev ? null : apiBundle() }).catch(
    (error: NodeJS.ErrnoException) => {
      throw listenFailure(error, port, configuration.env.HOST);
    },
  );
  running.front = await unlessInterrupted(fronting);
  announce(configuration, admin, sinceMs);
}

async function stopAll(running: Running): Promise<void> {
  stopChildren();
  await running.front?.close();
  await running.opening?.catch(() => undefined);
  await running.database?.close();
}

/** `npm start` and `npm run dev`: from nothing to a served address, and back to nothing on a signal. */
export async function serve({ dev }: { dev: boolean }): Promise<void> {
  const sinceMs = Date.now();
  const running: Running = {};
  let interrupt: (reason: Error) => void = () => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = reject;
  });
  interrupted.catch(() => undefined);
  let stopping: Promise<void> | undefined;
  const stop = (exitCode: number): Promise<void> => {
    stopping ??= stopAll(running)
      .catch((error: unknown) => {
        complain(`Stopping failed: ${error instanceof Error ? error.message : String(error)}`);
        return Promise.reject(error);
      })
      .then(
        () => process.exit(exitCode),
        () => process.exit(1),
      );
    return stopping;
  };
  onStopSignal(
    () => {
      say('\nStopping: finishing open requests, then the database. Once more to stop at once.');
      if (running.front) void stop(0);
      else interrupt(new Interrupted());
    },
    () => {
      void Promise.race([running.database?.close(), sleep(5000)]).finally(() => process.exit(1));
    },
  );
  try {
    const starting = startAll(running, dev, interrupted, sinceMs);
    starting.catch(() => undefined);
    await starting;
    process.on('uncaughtException', (error) => {
      complain(error.stack ?? error.message);
      void stop(1);
    });
    running.database?.died.then((how) => {
      complain(`The database ended unexpectedly (${how}). See postgres.log in DATA_DIR. Stopping.`);
      return stop(1);
    });
  } catch (error) {
    const wasInterrupted = error instanceof Interrupted;
    if (!wasInterrupted)
      complain(
        `\n${error instanceof StartFailure ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    await stop(wasInterrupted ? 0 : 1);
  }
}
