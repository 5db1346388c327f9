import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** PostgreSQL refuses to run as root. Null: this process is not root and starts it as itself. */
export type ServerUser = { name: string; uid: number; gid: number } | null;

const ownName = 'gatehouse-postgres';

function findUser(name: string): ServerUser {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : null;
}

async function createUser(): Promise<void> {
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', ownName]],
    ['adduser', ['-S', '-D', '-H', '-h', '/nonexistent', '-s', '/sbin/nologin', ownName]],
  ];
  for (const [command, args] of attempts) {
    try {
      await execute(command, args);
      return;
    } catch {
      // The other distribution's tool is tried next; whether the user exists is checked by the caller.
    }
  }
}

/**
 * The account that the server runs as when we are root. A system account of our own, without shell or home, is safer
 * than `nobody` (shared by many services) or `postgres` (owns the distribution's own databases); the latter is the
 * fallback where no account can be created.
 */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return null;
  const existing = findUser(ownName);
  if (existing) return existing;
  await createUser();
  const user = findUser(ownName) ?? findUser('postgres');
  if (!user) {
    throw new Error(
      `PostgreSQL does not run as root, and the system user ${ownName} could not be created. Start as another user or set DATABASE_URL.`,
    );
  }
  return user;
}

/** What PostgreSQL's programs see of our environment. LC_ALL: the machine may name a locale that it does not have. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: 'production', PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

export type Launch = { command: string; args: string[] };

function hasCapability(bit: number): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return effective !== undefined && (BigInt(`0x${effective}`) >> BigInt(bit)) % 2n === 1n;
}

const deathSignal = ['--pdeathsig', 'INT'];

async function works(command: string, args: string[]): Promise<boolean> {
  try {
    await execute(command, args, { cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/**
 * How to start PostgreSQL's programs: as `user`, and stopping when we die (Linux). A checkout below a folder that
 * only root may enter (`mktemp -d`, /root) is closed to that user; then, and only then, the programs keep the one
 * capability that lets them in: reading anything (CAP_DAC_READ_SEARCH), or where a container does not have that,
 * CAP_DAC_OVERRIDE. no_setuid_fixup: access(2), which initdb asks first, ignores capabilities without it.
 * `dataParent` is the folder that holds the data.
 */
export async function launcher(user: ServerUser, binary: string, dataParent: string): Promise<(launch: Launch) => Launch> {
  if (!(await works('setpriv', ['--pdeathsig', 'clear', 'true']))) {
    if (user)
      throw new Error('setpriv (package util-linux) was not found. Install it, start as another user than root, or set DATABASE_URL.');
    return (launch) => launch;
  }
  if (!user) return ({ command, args }) => ({ command: 'setpriv', args: [...deathSignal, command, ...args] });
  const identity = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'];
  const probe = ['sh', '-c', '"$1" --version && cd "$2"', 'probe', binary, dataParent];
  const candidates = [[...identity, '--inh-caps=-all', '--bounding-set=-all'], identity];
  for (const [name, bit] of [
    ['dac_read_search', 2],
    ['dac_override', 1],
  ] as const) {
    if (hasCapability(bit))
      candidates.push([...identity, '--securebits=+no_setuid_fixup', `--inh-caps=-all,+${name}`, `--ambient-caps=-all,+${name}`]);
  }
  for (const options of candidates) {
    if (await works('setpriv', [...options, ...probe])) {
      return ({ command, args }) => ({ command: 'setpriv', args: [...options, ...deathSignal, command, ...args] });
    }
  }
  throw new Error(
    `The system user ${user.name}, which PostgreSQL runs as because it refuses to run as root, cannot enter ${dataParent} or this folder. Move the folder, start as another user, or set DATABASE_URL.`,
  );
}
