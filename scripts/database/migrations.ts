import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inProject } from '#scripts/paths.ts';

/** One folder below prisma/migrations. `checksum` is what Prisma stores in `_prisma_migrations`. */
export type Migration = { name: string; sql: string; checksum: string };

export const migrationsFolder = inProject('prisma', 'migrations');
export const schemaFolder = inProject('prisma', 'schema');

/** All migrations in the order in which they apply. */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** The Prisma schema, one entry per file, as the schema engine takes it. */
export async function readSchema(folder = schemaFolder): Promise<{ path: string; content: string }[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(names.map(async (name) => ({ path: join(folder, name), content: await readFile(join(folder, name), 'utf8') })));
}
