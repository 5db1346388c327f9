import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { isConfigurationName } from '#scripts/environment.ts';
import { generate } from '#scripts/generate.ts';
import { inProject, projectRoot } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { contentHash } from '#scripts/process/content-hash.ts';
import { waitForLock } from '#scripts/process/lock.mjs';
import { runMain, StartFailure, step } from '#scripts/process/progress.ts';

const sources = [
  'app',
  'components',
  'lib',
  'stores',
  'public',
  'prisma/schema',
  'next.config.js',
  'tailwind.config.ts',
  'postcss.config.mjs',
  'postcss.config.js',
  'package.json',
  'package-lock.json',
  'middleware.ts',
  'instrumentation.ts',
  'scripts/bundle-api.ts',
];

const skip = (path: string) => path === 'lib/db/generated' || /\.test\.tsx?$/.test(path);

function distFolder(): string {
  const name = process.env.NEXT_DIST_DIR || '.next';
  return join(projectRoot, name);
}

/** The API as one module, for the front. */
export function apiBundle(): string {
  return join(distFolder(), 'api', 'index.mjs');
}

/** Without configuration: what a build saw of it could end up in files that are handed to browsers. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !isConfigurationName(name));
  // __NEXT_PROCESSED_ENV keeps Next from reading .env by itself.
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', __NEXT_PROCESSED_ENV: 'true' };
}

/** True when the production build in the dist folder was made from the sources as they are. */
export function buildIsCurrent(): boolean {
  return isStamped(sourceHash());
}

function sourceHash(): string {
  return contentHash(sources, { skip, salt: process.version });
}

const stampPath = () => join(distFolder(), 'gatehouse-source-hash');

function isStamped(hash: string): boolean {
  return existsSync(stampPath()) && readFileSync(stampPath(), 'utf8') === hash;
}

/** Makes the production build unless it is current. Two starts at once build once. Throws StartFailure with Next's output. */
export async function buildIfNeeded(): Promise<void> {
  if (buildIsCurrent()) return;
  const release = await waitForLock(inProject('.gatehouse', 'build.lock'), {
    onWait: (pid) => process.stdout.write(`… Waiting for the build that process ${pid} makes\n`),
  });
  try {
    const hash = sourceHash();
    if (isStamped(hash)) return;
    rmSync(stampPath(), { force: true });
    await step('Building the application', async () => {
      const { code, output } = await runNode([inProject('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
        env: buildEnvironment(),
      });
      if (code !== 0) throw new StartFailure(`The build failed.\n${output}`);
    });
    await step('Bundling the API', async () => {
      const { code, output } = await runNode([inProject('scripts', 'bundle-api.ts'), dirname(apiBundle())]);
      if (code !== 0) throw new StartFailure(`The API could not be bundled.\n${output}`);
    });
    writeFileSync(stampPath(), hash);
  } finally {
    release();
  }
}

if (import.meta.main) {
  await runMain(async () => {
    await generate();
    await buildIfNeeded();
  });
}
