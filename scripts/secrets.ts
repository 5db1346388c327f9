import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StartFailure } from '#scripts/process/progress.ts';

/** What the embedded default generates once. Losing ENCRYPTION_KEYS means losing what they sealed. */
export type Secrets = { AUTH_SECRET: string; ENCRYPTION_KEYS: string; POSTGRES_PASSWORD: string };

const names = ['AUTH_SECRET', 'ENCRYPTION_KEYS', 'POSTGRES_PASSWORD'] as const;

/** The file of the generated secrets in DATA_DIR. */
export function secretsPath(dataDir: string): string {
  return join(dataDir, 'secrets.json');
}

/** Reads the secrets of DATA_DIR; null when there are none yet. Throws when the file is damaged. */
export function readSecrets(dataDir: string): Secrets | null {
  const path = secretsPath(dataDir);
  if (!existsSync(path)) return null;
  let content: Record<string, unknown> = {};
  try {
    content = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch {
    // Reported below like a missing value.
  }
  const missing = names.filter((name) => typeof content[name] !== 'string' || content[name] === '');
  if (missing.length > 0)
    throw new StartFailure(
      `${path} is damaged (${missing.join(', ')} missing). Restore it from a backup: the database cannot be read without it.`,
    );
  return content as Secrets;
}

/** Reads the secrets of DATA_DIR or creates them. Existing ones are never replaced. The caller holds the lock of DATA_DIR. */
export function ensureSecrets(dataDir: string): Secrets {
  const existing = readSecrets(dataDir);
  if (existing) return existing;
  if (existsSync(join(dataDir, 'postgres'))) {
    throw new StartFailure(
      `${dataDir} holds a database but ${secretsPath(dataDir)} is gone. Restore it from a backup, or move ${dataDir} away to begin anew.`,
    );
  }
  const secrets: Secrets = {
    AUTH_SECRET: randomBytes(32).toString('base64url'),
    ENCRYPTION_KEYS: `local:${randomBytes(32).toString('base64')}`,
    POSTGRES_PASSWORD: randomBytes(24).toString('base64url'),
  };
  writeWhole(secretsPath(dataDir), `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** On disk completely or not at all, also when the power fails: these keys cannot be made again. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  const file = openSync(temporary, 'wx', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
}
