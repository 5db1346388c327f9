import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import { environmentHelp } from '#lib/env/fields.ts';
import type { Mistake } from '#lib/env/mistake.ts';
import { type Env, parseEnv } from '#lib/env.ts';
import { inProject, projectRoot } from '#scripts/paths.ts';
import { StartFailure } from '#scripts/process/progress.ts';

type Source = Record<string, string | undefined>;

const oidcName = /^OIDC_[A-Z0-9]+_(ISSUER|ID|SECRET|LABEL)$/;

/** Every name in `source` that is a configuration value, plain or as `<NAME>_FILE`. */
export function isConfigurationName(name: string): boolean {
  const plain = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
  return Object.hasOwn(environmentHelp, plain) || oidcName.test(plain);
}

/** Replaces every `<NAME>_FILE` by the content of that file, without the line break at its end. */
export function resolveFiles(source: Source): { source: Source; mistakes: Mistake[] } {
  const mistakes: Mistake[] = [];
  const resolved: Source = { ...source };
  for (const [fileName, path] of Object.entries(source)) {
    if (!fileName.endsWith('_FILE') || !isConfigurationName(fileName) || !path) continue;
    const name = fileName.slice(0, -'_FILE'.length);
    delete resolved[fileName];
    if (source[name]) {
      mistakes.push({ name: fileName, problem: `is set together with ${name}`, remedy: 'Keep one of them.' });
      continue;
    }
    try {
      resolved[name] = readFileSync(resolve(projectRoot, path), 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      mistakes.push({
        name: fileName,
        problem: `names a file that cannot be read (${code})`,
        remedy: 'Check the path and its permissions.',
      });
    }
  }
  return { source: resolved, mistakes };
}

function checkDataDir(dataDir: string): Mistake[] {
  const path = resolve(projectRoot, dataDir);
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  const remedy = 'Set DATA_DIR to a folder that this user may write to. Example: .data';
  if (!statSync(existing).isDirectory()) return [{ name: 'DATA_DIR', problem: `cannot be a folder: ${existing} is a file`, remedy }];
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return [];
  } catch {
    return [{ name: 'DATA_DIR', problem: `cannot be written: no permission for ${existing}`, remedy }];
  }
}

function inWords(mistakes: Mistake[]): string {
  const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
  const lines = mistakes.map(({ name, problem, remedy }) => `  ${name} ${problem}\n    → ${remedy}`);
  return `The configuration has ${count}. Nothing was started.\n\n${lines.join('\n\n')}\n`;
}

export type Configuration = { env: Env; dataDir: string; embedded: boolean };

/**
 * Reads `.env` (the real environment wins) and `<NAME>_FILE`, checks everything at once and writes the result into
 * process.env, for this process and its children. Creates nothing. Throws StartFailure with all mistakes.
 */
export function loadConfiguration(): Configuration {
  if (existsSync(inProject('.env'))) process.loadEnvFile(inProject('.env'));
  const { source, mistakes } = resolveFiles(process.env);
  // A value whose file cannot be read is reported once, as that, and not as missing too.
  const unread = new Set(mistakes.map((mistake) => mistake.name.replace(/_FILE$/, '')));
  const embedded = !source.DATABASE_URL && !unread.has('DATABASE_URL');
  const parsed = parseEnv(source, { embedded });
  if (!parsed.ok) mistakes.push(...parsed.mistakes.filter((mistake) => !(unread.has(mistake.name) && mistake.problem === 'is missing')));
  const dataDirIsKnown = parsed.ok || !parsed.mistakes.some((mistake) => mistake.name === 'DATA_DIR');
  if (dataDirIsKnown) mistakes.push(...checkDataDir(source.DATA_DIR || '.data'));
  if (mistakes.length > 0 || !parsed.ok) throw new StartFailure(inWords(mistakes));
  for (const name of Object.keys(process.env)) if (name.endsWith('_FILE') && isConfigurationName(name)) delete process.env[name];
  for (const [name, value] of Object.entries(source)) if (value !== undefined && isConfigurationName(name)) process.env[name] = value;
  const dataDir = resolve(projectRoot, parsed.env.DATA_DIR);
  process.env.DATA_DIR = dataDir;
  return { env: parsed.env, dataDir, embedded };
}

/** Creates DATA_DIR, open to its owner only. */
export function ensureDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
}
