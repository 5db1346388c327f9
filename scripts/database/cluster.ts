import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, lchown, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Launch, programEnvironment, type ServerUser } from './server-user.ts';

/** Lets the server's user pass through the folder of its data; nobody else gains anything. */
export async function openParent(folder: string, user: ServerUser): Promise<void> {
  if (!user) return;
  const { mode, uid } = await stat(folder);
  if (uid !== 0 || (mode & 0o777) !== 0o700) return;
  await chown(folder, 0, user.gid);
  await chmod(folder, 0o710);
}

async function runInitdb({ command, args }: Launch): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: '/',
      env: programEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += String(chunk);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed (${code}).\n${output.trim()}`))));
  });
}

/**
 * Creates the data folder whole or not at all: it is filled beside its place and then renamed, so that a kill in
 * between leaves only something that the next start sweeps away.
 */
export async function createCluster(options: {
  dataFolder: string;
  initdb: string;
  password: string;
  user: ServerUser;
  launch: (launch: Launch) => Launch;
  sync: boolean;
}): Promise<void> {
  const { dataFolder, user } = options;
  const parent = dirname(dataFolder);
  const prefix = `${basename(dataFolder)}.new-`;
  for (const entry of await readdir(parent)) {
    if (entry.startsWith(prefix)) await rm(join(parent, entry), { recursive: true, force: true });
  }
  if (existsSync(dataFolder)) return;
  const fresh = join(parent, `${prefix}${randomBytes(4).toString('hex')}`);
  const passwordFile = `${fresh}.password`;
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, options.password, { mode: 0o600, flag: 'wx' });
  if (user) for (const path of [fresh, passwordFile]) await chown(path, user.uid, user.gid);
  try {
    const args = [
      `--pgdata=${fresh}`,
      '--username=gatehouse',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--data-checksums',
    ];
    // The built-in provider needs no locale of the machine and sorts the same everywhere.
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
    if (!options.sync) args.push('--no-sync');
    await runInitdb(options.launch({ command: options.initdb, args }));
    await rename(fresh, dataFolder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(fresh, { recursive: true, force: true });
  }
}

/** A data folder that was copied from another machine, or was made by another user, is handed to the server's user. */
export async function ensureOwner(folder: string, user: ServerUser): Promise<void> {
  if (!user || (await stat(folder)).uid === user.uid) return;
  const entries = await readdir(folder, { recursive: true });
  for (const entry of ['.', ...entries]) await lchown(join(folder, entry), user.uid, user.gid);
}
