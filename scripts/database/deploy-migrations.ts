import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import type { Migration } from './migrations.ts';
import { readMigrations } from './migrations.ts';

/** "gatehous" as a number: the advisory lock under which one instance at a time changes the schema. */
const advisoryLock = '7449360983471388019';

type Recorded = { migration_name: string; checksum: string; finished_at: Date | null };

export type Deployed = { applied: string[]; queueUpdated: boolean };

/**
 * Brings the database up to prisma/migrations and to graphile-worker's own tables. Safe when two instances start at
 * once: the second waits and finds nothing left to do. Throws with the database's message when a migration fails.
 */
export async function deployMigrations(url: string): Promise<Deployed> {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString: url, application_name: 'gatehouse-deploy' });
  await client.connect();
  try {
    if (await isUpToDate(client, migrations)) return { applied: [], queueUpdated: false };
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    const applied = await applyPending(client, url, migrations);
    const queueUpdated = !(await isQueueCurrent(client));
    if (queueUpdated) await migrateQueue(url);
    return { applied, queueUpdated };
  } finally {
    // Ends the session, and with it the advisory lock.
    await client.end();
  }
}

async function isUpToDate(client: pg.Client, migrations: Migration[]): Promise<boolean> {
  return pending(migrations, await recorded(client)).length === 0 && (await isQueueCurrent(client));
}

function pending(migrations: Migration[], rows: Recorded[]): Migration[] {
  const finished = new Set(rows.filter((row) => row.finished_at).map((row) => row.migration_name));
  return migrations.filter((migration) => !finished.has(migration.name));
}

async function recorded(client: pg.Client): Promise<Recorded[]> {
  const { rows } = await client.query<{ found: boolean }>(`select to_regclass('public._prisma_migrations') is not null as found`);
  if (!rows[0]?.found) return [];
  const result = await client.query<Recorded>(
    'select migration_name, checksum, finished_at from public._prisma_migrations where rolled_back_at is null',
  );
  return result.rows;
}

async function applyPending(client: pg.Client, url: string, migrations: Migration[]): Promise<string[]> {
  const rows = await recorded(client);
  if (pending(migrations, rows).length === 0) return [];
  // Only loaded when needed: the engine costs 5 MB of WebAssembly.
  const { applyMigrations, withSchemaEngine } = await import('./engine.ts');
  return withSchemaEngine(url, async (engine) => {
    await forgetInterrupted(client, engine, rows);
    return applyMigrations(engine, migrations);
  });
}

/**
 * A migration that was started and not finished: that instance was killed, or its SQL failed. Each migration runs in
 * one transaction, so nothing of it is there, and it can simply be tried again. We hold the lock, so nobody is at it;
 * but the server may still be busy with the statement of an instance that has just died.
 */
async function forgetInterrupted(client: pg.Client, engine: SchemaEngine, rows: Recorded[]): Promise<void> {
  const interrupted = rows.filter((row) => !row.finished_at);
  if (interrupted.length === 0) return;
  const { migratorName } = await import('./engine.ts');
  for (const deadline = Date.now() + 300_000; Date.now() < deadline; await sleep(200)) {
    const { rowCount } = await client.query(
      `select 1 from pg_stat_activity where datname = current_database() and application_name = $1 and state <> 'idle'`,
      [migratorName],
    );
    if (!rowCount) break;
  }
  for (const name of new Set(interrupted.map((row) => row.migration_name))) await engine.markMigrationRolledBack({ migrationName: name });
}

async function isQueueCurrent(client: pg.Client): Promise<boolean> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('graphile-worker/package.json')), 'sql');
  const newest = Math.max(...(await readdir(folder)).map((name) => Number.parseInt(name, 10) || 0));
  const { rows } = await client.query<{ found: boolean }>(`select to_regclass('graphile_worker.migrations') is not null as found`);
  if (!rows[0]?.found) return false;
  const result = await client.query<{ id: number | null }>('select max(id) as id from graphile_worker.migrations');
  return (result.rows[0]?.id ?? 0) >= newest;
}

async function migrateQueue(url: string): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ connectionString: url, logger: new Logger(() => () => undefined) });
}
