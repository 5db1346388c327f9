import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';
import { inProject } from '#scripts/paths.ts';
import { runCommand, runNode } from '#scripts/process/child.ts';
import { runMain, StartFailure, say, step } from '#scripts/process/progress.ts';
import { generateTypescriptClient } from './generate.ts';

const inPackage = (...parts: string[]) => inProject('clients', 'typescript', ...parts);

async function bundle(): Promise<void> {
  const entries = ['index', 'react', 'server'];
  const build = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, inPackage('src', `${name}.ts`)])),
    external: ['jose', 'react'],
    platform: 'neutral',
    transform: { target: 'es2022' },
  });
  await build.write({ dir: inPackage('build'), format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'parts/[name].js' });
  await build.close();
}

async function declarations(): Promise<void> {
  const compiler = inProject('node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await runNode([compiler, '-p', inPackage('tsconfig.build.json')]);
  if (code !== 0) throw new StartFailure(`The client's types do not hold.\n${output}`);
  const folder = inPackage('build', 'types');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const path = join(folder, name);
    // The compiler leaves the sources' names, which are not in the package.
    writeFileSync(path, readFileSync(path, 'utf8').replace(/((?:from|import\() ?'\.[^']*)\.ts'/g, "$1.js'"));
  }
}

async function pack(): Promise<string> {
  cpSync(inProject('LICENSE'), inPackage('build', 'LICENSE'));
  mkdirSync(inPackage('dist'), { recursive: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['pack', inPackage(), '--pack-destination', inPackage('dist'), '--ignore-scripts', '--silent'];
  const { code, output } = await runCommand(npm, args, { separate: true });
  if (code !== 0) throw new StartFailure(`The client could not be packed.\n${output}`);
  return inPackage('dist', output.trim().split('\n').at(-1) ?? '');
}

/** Generates, bundles and packs the TypeScript client. Answers the path of the package. */
export async function buildTypescriptClient(): Promise<string> {
  await generateTypescriptClient();
  for (const folder of ['build', 'dist']) rmSync(inPackage(folder), { recursive: true, force: true });
  return step('Building the TypeScript client', async () => {
    await Promise.all([bundle(), declarations()]);
    return pack();
  });
}

if (import.meta.main) await runMain(async () => say(await buildTypescriptClient()));
