import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { contentHash } from '#scripts/process/content-hash.ts';
import { waitForLock } from '#scripts/process/lock.mjs';
import { runMain, StartFailure, step } from '#scripts/process/progress.ts';

/** A generated file or folder: `stamp` lies beside it or in it and holds the hash of its sources. */
export type Generated = { title: string; stamp: string; sources: string[]; make: () => Promise<void> };

const databaseClient: Generated = {
  title: 'Generating the database client',
  stamp: inProject('lib', 'db', 'generated', '.schema-hash'),
  sources: ['prisma/schema', 'prisma.config.ts', 'node_modules/@prisma/client/package.json'],
  async make() {
    // The generator is WebAssembly, yet the command insists on a schema engine; any existing file will do, it is not run.
    const env = {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    };
    const { code, output } = await runNode([inProject('node_modules', 'prisma', 'build', 'index.js'), 'generate', '--no-hints'], { env });
    if (code !== 0) throw new StartFailure(`Generating the database client failed.\n${output}`);
  },
};

const strengthScript: Generated = {
  title: 'Bundling the password strength advice',
  stamp: inProject('public', 'generated', '.sources-hash'),
  sources: [
    'scripts/password-strength.ts',
    'lib/client/estimate-strength.ts',
    'node_modules/@zxcvbn-ts/core/package.json',
    'node_modules/@zxcvbn-ts/language-common/package.json',
    'node_modules/rolldown/package.json',
  ],
  async make() {
    // A process of its own: the bundler's memory is not given back, and the server would keep it.
    const { code, output } = await runNode([inProject('scripts', 'password-strength.ts')]);
    if (code !== 0) throw new StartFailure(`The password strength advice could not be bundled.\n${output}`);
  },
};

/** Makes it again if its sources have changed since. Two processes at once make it once. */
export async function generateIfChanged({ title, stamp, sources, make }: Generated): Promise<void> {
  const hash = contentHash(sources);
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isCurrent()) return;
  const release = await waitForLock(inProject('.gatehouse', 'generate.lock'));
  try {
    if (isCurrent()) return;
    await step(title, make);
    writeFileSync(stamp, hash);
  } finally {
    release();
  }
}

/** Makes what is generated and not committed, where its sources have changed since. Needs no database and no network. */
export async function generate(): Promise<void> {
  for (const generated of [databaseClient, strengthScript]) await generateIfChanged(generated);
}

if (import.meta.main) await runMain(generate);
