import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum, type ErrorRegistry } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { type Migration, migrationsFolder, readSchema } from './migrations.ts';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** Nothing in the database is managed by somebody else. */
const filters = { externalTables: [], externalEnums: [] };

let loaded: Promise<void> | undefined;

function loadWasm(): Promise<void> {
  loaded ??= (async () => {
    const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
    const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, {
      './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
    });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loaded;
}

/**
 * Prisma's adapter cuts a script at every semicolon and runs the pieces one by one. A function body or a literal
 * with a semicolon breaks, and a failure in the middle leaves half a migration. Sent whole, PostgreSQL runs it in
 * one transaction. One connection, because session settings of a migration must reach its next statement.
 */
function runScriptsWhole(adapter: Adapter, pool: pg.Pool): Adapter {
  adapter.executeScript = async (script: string) => {
    try {
      await pool.query(script);
    } catch (error) {
      if (error instanceof Error) throw new Error(describeSqlError(error, script), { cause: error });
      throw error;
    }
  };
  return adapter;
}

function describeSqlError(error: Error & { position?: string; detail?: string }, script: string): string {
  const line = error.position ? script.slice(0, Number(error.position)).split('\n').length : undefined;
  return [error.message, line && `line ${line} of the migration`, error.detail].filter(Boolean).join('; ');
}

const internalChar = 18;
const text = 25;

/**
 * The catalogue's one-byte type "char" is missing from Prisma's adapter, and the engine asks for it when it reads a
 * schema: it goes through the adapter as text, and `restoreCharColumns` says afterwards which columns were meant.
 */
class MigratorPool extends pg.Pool {
  /** Indexes of the "char" columns of the latest result; there is only one connection, and it answers in turn. */
  charColumns = new Set<number>();

  constructor(url: string) {
    super({ connectionString: url, max: 1, application_name: migratorName });
    // A throwaway server that stops ends idle connections; nobody waits for them.
    this.on('error', () => undefined);
    this.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<pg.QueryResult> | undefined;
      Object.assign(client, {
        query: (...args: unknown[]) => {
          const callback = args.at(-1);
          if (typeof callback !== 'function') return query(...args)?.then((result) => this.#withKnownTypes(result));
          return query(...args.slice(0, -1), (error: unknown, result?: pg.QueryResult) =>
            callback(error, result && this.#withKnownTypes(result)),
          );
        },
      });
    });
  }

  #withKnownTypes<Result extends pg.QueryResult>(result: Result): Result {
    this.charColumns = new Set();
    for (const [index, field] of (result.fields ?? []).entries()) {
      if (field.dataTypeID !== internalChar) continue;
      field.dataTypeID = text;
      this.charColumns.add(index);
    }
    return result;
  }
}

function restoreCharColumns(adapter: Adapter, pool: MigratorPool): Adapter {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const columnTypes = result.columnTypes.map((type, index) => (pool.charColumns.has(index) ? ColumnTypeEnum.Character : type));
    return { ...result, columnTypes };
  };
  return adapter;
}

/** Connections that change the schema carry this name. */
export const migratorName = 'gatehouse-migrate';

/** Runs `work` with Prisma's schema engine (WebAssembly, no download) on the database at `url`. */
export async function withSchemaEngine<T>(url: string, work: (engine: bindings.SchemaEngine) => Promise<T>): Promise<T> {
  await loadWasm();
  const pools: pg.Pool[] = [];
  const open = async (target: string) => {
    const pool = new MigratorPool(target);
    pools.push(pool);
    return restoreCharColumns(runScriptsWhole(await new PrismaPg(pool).connect(), pool), pool);
  };
  const prisma = new PrismaPg({ connectionString: url });
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: prisma.provider,
    adapterName: prisma.adapterName,
    connect: () => open(url),
    connectToShadowDb: async () => open(await createShadow(url)),
  });
  const datamodels = (await readSchema()).map(({ path, content }): [string, string] => [path, content]);
  const engine = await bindings.SchemaEngine.new({ datamodels }, () => undefined, factory);
  try {
    return await work(engine);
  } catch (error) {
    throw explain(error, factory.errorRegistry);
  } finally {
    engine.free();
    await Promise.all(pools.map((pool) => pool.end().catch(() => undefined)));
  }
}

/** A second database in the same cluster. Only used on throwaway clusters, so nobody has to drop it. */
async function createShadow(url: string): Promise<string> {
  const name = `shadow_${Date.now()}_${Math.random().toString(36).slice(2)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return url.replace(/[^/]+$/, name);
}

/** The engine reports errors of the database as a number; the registry knows what they were. */
function explain(error: unknown, registry: ErrorRegistry): Error {
  const text = error instanceof Error ? error.message : String(error);
  const id = /External error id#(\d+)/.exec(text)?.[1];
  const cause = id === undefined ? undefined : registry.consumeError(Number(id))?.error;
  if (!(cause instanceof Error)) return new Error(text.split('\n   0: ')[0], { cause: error });
  const migration = /with migration_name="([^"]+)"/.exec(text)?.[1];
  return new Error(migration ? `The migration ${migration} failed: ${cause.message}` : cause.message, { cause });
}

/** What Prisma expects in prisma/migrations/migration_lock.toml. */
export const migrationLock = '# Written by Prisma and by npm run db:migrate. Keep it in version control.\nprovider = "postgresql"\n';

function migrationList(migrations: Migration[]): bindings.MigrationList {
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: migrationLock },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

/** Applies what is pending, in order, and records it in `_prisma_migrations`. Answers the names. */
export async function applyMigrations(engine: bindings.SchemaEngine, migrations: Migration[]): Promise<string[]> {
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationList(migrations), filters });
  return appliedMigrationNames;
}

/** The SQL that leads from the migrations to prisma/schema; null when they agree. `engine` runs on a throwaway cluster. */
export async function diffMigrations(engine: bindings.SchemaEngine, migrations: Migration[]): Promise<string | null> {
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationList(migrations) },
    to: { tag: 'schemaDatamodel', files: await readSchema() },
    script: true,
    exitCode: true,
    filters,
  });
  return exitCode === 2 ? (stdout ?? '') : null;
}
