import { join } from 'node:path';
import pg from 'pg';
import { embeddedUrl } from '#scripts/database/embedded.ts';
import { readPostmaster } from '#scripts/database/postmaster.ts';
import { readSecrets } from '#scripts/secrets.ts';

/** The address of the embedded database that runs in this DATA_DIR. */
export function databaseUrl(dataDir: string): string {
  const [secrets, postmaster] = [readSecrets(dataDir), readPostmaster(join(dataDir, 'postgres'))];
  if (!secrets || !postmaster) throw new Error(`No database runs in ${dataDir}.`);
  return embeddedUrl(postmaster.port, secrets.POSTGRES_PASSWORD);
}

/** One query to the database in this DATA_DIR. */
export async function query<Row extends pg.QueryResultRow>(dataDir: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl(dataDir) });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Nobody else changes this account while `work` runs, which gets a connection of its own: a job that is at it waits in the
 * middle of its row.
 */
export async function whileHeld(dataDir: string, userId: string, work: (holder: pg.Client) => Promise<void>): Promise<void> {
  const holder = new pg.Client({ connectionString: databaseUrl(dataDir) });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select 1 from "user" where id = $1 for update', [userId]);
    await work(holder);
    await holder.query('commit');
  } finally {
    await holder.end();
  }
}

/** Every row of every table as text, as a dump holds them: one string per table. Byte columns appear in hex. */
export async function dump(dataDir: string): Promise<Map<string, string>> {
  const tables = await query<{ schema: string; name: string }>(
    dataDir,
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%' order by 1, 2`,
  );
  const contents = new Map<string, string>();
  for (const { schema, name } of tables) {
    const rows = await query<{ text: string }>(dataDir, `select t::text as text from "${schema}"."${name}" t`);
    contents.set(`${schema}.${name}`, rows.map(({ text }) => text).join('\n'));
  }
  return contents;
}
