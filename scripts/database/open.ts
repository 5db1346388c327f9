import { join } from 'node:path';
import process from 'node:process';
import { type Configuration, ensureDataDir } from '#scripts/environment.ts';
import { lockHolder, tryLock } from '#scripts/process/lock.mjs';
import { StartFailure } from '#scripts/process/progress.ts';
import { ensureSecrets, readSecrets } from '#scripts/secrets.ts';
import { embeddedUrl, startEmbeddedPostgres } from './embedded.ts';
import { readPostmaster } from './postmaster.ts';

export type OpenDatabase = { url: string; close: () => Promise<void>; died: Promise<string> };

const never = new Promise<string>(() => undefined);

function lockPath(dataDir: string): string {
  return join(dataDir, 'gatehouse.lock');
}

function alreadyRuns(pid: number | null, dataDir: string): StartFailure {
  return new StartFailure(
    `Gatehouse already runs with this DATA_DIR (pid ${pid}, ${dataDir}).\nStop it first, or set another DATA_DIR and PORT.`,
  );
}

/** Throws StartFailure when another process owns DATA_DIR. Takes and creates nothing. */
export function refuseIfRunning({ dataDir, embedded }: Configuration): void {
  const pid = embedded ? lockHolder(lockPath(dataDir)) : null;
  if (pid !== null) throw alreadyRuns(pid, dataDir);
}

function publish(url: string, secrets: { AUTH_SECRET: string; ENCRYPTION_KEYS: string }): void {
  process.env.DATABASE_URL = url;
  process.env.AUTH_SECRET ||= secrets.AUTH_SECRET;
  process.env.ENCRYPTION_KEYS ||= secrets.ENCRYPTION_KEYS;
}

/**
 * The configured database, or the embedded one in DATA_DIR together with its secrets; the addresses and secrets land in
 * process.env. Only one process owns a DATA_DIR: others are refused, or with `share` use the database it runs.
 */
export async function openDatabase(configuration: Configuration, options: { share?: boolean } = {}): Promise<OpenDatabase> {
  const { dataDir, embedded, env } = configuration;
  ensureDataDir(dataDir);
  if (!embedded) return { url: env.DATABASE_URL, close: async () => undefined, died: never };
  const lock = tryLock(lockPath(dataDir));
  if (!lock.held) {
    if (options.share) return shareDatabase(dataDir);
    throw alreadyRuns(lock.pid, dataDir);
  }
  try {
    const secrets = ensureSecrets(dataDir);
    const server = await startEmbeddedPostgres({ dataDir, password: secrets.POSTGRES_PASSWORD });
    publish(server.url, secrets);
    const close = async () => {
      await server.stop();
      lock.release();
    };
    return { url: server.url, close, died: server.died };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function shareDatabase(dataDir: string): OpenDatabase {
  const secrets = readSecrets(dataDir);
  const postmaster = readPostmaster(join(dataDir, 'postgres'));
  if (!secrets || !postmaster?.ready) {
    throw new StartFailure(
      `Gatehouse (pid ${lockHolder(lockPath(dataDir))}) is just starting or stopping with this DATA_DIR. Try again in a moment.`,
    );
  }
  const url = embeddedUrl(postmaster.port, secrets.POSTGRES_PASSWORD);
  publish(url, secrets);
  return { url, close: async () => undefined, died: never };
}
