import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { inProject } from '#scripts/paths.ts';
import { runNode } from '#scripts/process/child.ts';
import { contentHash } from '#scripts/process/content-hash.ts';
import { waitForLock } from '#scripts/process/lock.mjs';
import { runMain, StartFailure, step } from '#scripts/process/progress.ts';

const stamp = inProject('lib', 'db', 'generated', '.schema-hash');

function isCurrent(hash: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

/** Writes the Prisma client into lib/db/generated when the schema has changed since. Needs no database and no network. */
export async function generateClient(): Promise<void> {
  const hash = contentHash(['prisma/schema', 'prisma.config.ts', 'node_modules/@prisma/client/package.json']);
  if (isCurrent(hash)) return;
  const release = await waitForLock(inProject('.gatehouse', 'generate.lock'));
  try {
    if (isCurrent(hash)) return;
    await step('Generating the database client', async () => {
      // The generator is WebAssembly, yet the command insists on a schema engine; any existing file will do, it is not run.
      const env = {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
      };
      const { code, output } = await runNode([inProject('node_modules', 'prisma', 'build', 'index.js'), 'generate', '--no-hints'], { env });
      if (code !== 0) throw new StartFailure(`Generating the database client failed.\n${output}`);
    });
    writeFileSync(stamp, hash);
  } finally {
    release();
  }
}

if (import.meta.main) await runMain(generateClient);
