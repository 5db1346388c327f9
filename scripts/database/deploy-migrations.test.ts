import process from 'node:process';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deployMigrations } from './deploy-migrations.ts';
import { applyMigrations, diffMigrations, withSchemaEngine } from './engine.ts';
import { type Migration, readMigrations } from './migrations.ts';

let url = '';
let admin: pg.Client;
const name = `deploy_${Date.now()}`;

beforeAll(async () => {
  const clusterUrl = (process.env.DATABASE_URL ?? '').replace(/[^/]+$/, 'postgres');
  admin = new pg.Client({ connectionString: clusterUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  url = clusterUrl.replace(/[^/]+$/, name);
});
afterAll(async () => {
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it('two instances that start at once apply every migration once', async () => {
  const names = (await readMigrations()).map((migration) => migration.name);
  const results = await Promise.all([deployMigrations(url), deployMigrations(url), deployMigrations(url)]);
  expect(results.flatMap((result) => result.applied)).toEqual(names);
  expect(await query('select migration_name from _prisma_migrations where finished_at is not null order by 1')).toHaveLength(names.length);
  expect(await deployMigrations(url)).toEqual({ applied: [], queueUpdated: false });
});

it('a migration that a killed instance had begun is applied by the next one', async () => {
  const names = (await readMigrations()).map((migration) => migration.name);
  await query('drop schema public cascade');
  await query('create schema public');
  await query('drop schema if exists vault cascade');
  await query('drop schema if exists audit_partitions cascade');
  await query(`create table _prisma_migrations (id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
    migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0)`);
  await query(`insert into _prisma_migrations (id, checksum, migration_name) values ('killed', 'x', '${names[0]}')`);
  expect((await deployMigrations(url)).applied).toEqual(names);
});

const migration = (label: string, sql: string): Migration => ({ name: `99990101000000_${label}`, sql, checksum: '' });

it('a migration that fails in the middle leaves nothing of itself, and names the line', async () => {
  const broken = migration('broken', 'create table half (id int);\ninsert into half values (1);\nselect nonsense from nowhere;\n');
  const work = withSchemaEngine(url, async (engine) => applyMigrations(engine, [...(await readMigrations()), broken]));
  await expect(work).rejects.toThrow(/99990101000000_broken failed: .*nowhere.*line 3/);
  expect(await query(`select to_regclass('public.half') as half`)).toEqual([{ half: null }]);
  await query(`delete from _prisma_migrations where migration_name like '9999%'`);
});

it('hand-written functions, literals with semicolons and partitions are run as they are', async () => {
  const sql = `
    create function by_hand() returns int language plpgsql as $$ begin perform 1; return 2; end $$;
    create table by_hand_parts (day date not null, note text default 'a;b') partition by range (day);
    create table by_hand_parts_2026 partition of by_hand_parts for values from ('2026-01-01') to ('2027-01-01');
    insert into by_hand_parts values ('2026-11-20');`;
  await withSchemaEngine(url, async (engine) => applyMigrations(engine, [...(await readMigrations()), migration('by_hand', sql)]));
  expect(await query('select by_hand() as two, note from by_hand_parts')).toEqual([{ two: 2, note: 'a;b' }]);
});

it('prisma/migrations leads to prisma/schema (npm run db:migrate)', async () => {
  const shadow = url.replace(/[^/]+$/, 'postgres');
  expect(await withSchemaEngine(shadow, async (engine) => diffMigrations(engine, await readMigrations()))).toBeNull();
});
