import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { runMain, StartFailure, say } from '#scripts/process/progress.ts';
import { startThrowawayPostgres } from './embedded.ts';
import { diffMigrations, migrationLock, withSchemaEngine } from './engine.ts';
import { migrationsFolder, readMigrations } from './migrations.ts';

function timestamp(): string {
  return new Date().toISOString().replace(/\D/g, '').slice(0, 14);
}

async function writeMigration(name: string, sql: string): Promise<string> {
  const folder = `${timestamp()}_${name}`;
  const temporary = join(migrationsFolder, `.${folder}`);
  await mkdir(temporary, { recursive: true });
  await writeFile(join(temporary, 'migration.sql'), sql);
  await rename(temporary, join(migrationsFolder, folder));
  await rm(temporary, { recursive: true, force: true });
  await writeFile(join(migrationsFolder, 'migration_lock.toml'), migrationLock);
  return `prisma/migrations/${folder}/migration.sql`;
}

/**
 * Writes the SQL between prisma/migrations and prisma/schema as a new migration. The migrations are replayed on a
 * throwaway database, so hand-written SQL in them counts. `--empty` makes a file to write SQL into by hand; `--check`
 * writes nothing and fails when the two differ.
 */
await runMain(async () => {
  const { values } = parseArgs({ options: { name: { type: 'string' }, empty: { type: 'boolean' }, check: { type: 'boolean' } } });
  const name = values.name ?? '';
  if (!values.check && !/^[a-z0-9_]{1,60}$/.test(name)) {
    throw new StartFailure('Name the migration in small letters: npm run db:migrate -- --name add_trusted_devices');
  }
  const server = await startThrowawayPostgres();
  try {
    const sql = await withSchemaEngine(server.url, async (engine) => diffMigrations(engine, await readMigrations()));
    if (values.check) {
      if (sql !== null) throw new StartFailure(`prisma/migrations is behind prisma/schema:\n\n${sql}`);
      say('prisma/migrations and prisma/schema agree.');
      return;
    }
    if (sql === null && !values.empty) {
      say('prisma/migrations and prisma/schema agree already; nothing was written.');
      return;
    }
    say(
      `Wrote ${await writeMigration(name, sql ?? '-- Write the SQL of this migration here.\n')}. Read it, then start Gatehouse to apply it.`,
    );
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    throw new StartFailure(error instanceof Error ? error.message : String(error));
  } finally {
    await server.stop();
  }
});
process.exitCode ??= 0;
