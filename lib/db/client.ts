import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from '#lib/env.ts';
import { logger } from '#lib/observability/logger.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';

/** What a query can run on: the client, or the transaction the caller is in. */
export type Database = PrismaClient | Prisma.TransactionClient;
export type Transaction = Prisma.TransactionClient;

/** Shared through the global object: pages and route handlers are bundled apart, with their own copies of this module. */
type Connected = { client: PrismaClient; pool: pg.Pool; nameOf: (sql: string) => string };
const holder = globalThis as { gatehouseDatabase?: Connected };

const maxConnections = 12;
const maxStatements = 500;

/** Names each distinct query once, so that PostgreSQL plans it once per connection. Past 500 a query goes unnamed. */
function statementNames(): (sql: string) => string {
  const names = new Map<string, string>();
  return (sql) => {
    let name = names.get(sql);
    if (name === undefined) {
      name = names.size < maxStatements ? `gatehouse_${names.size}` : '';
      if (name) names.set(sql, name);
    }
    return name;
  };
}

function connect(): Connected {
  const connectionString = env().DATABASE_URL;
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: 60_000,
    // A database that hangs must become a 503, not a request that never ends.
    statement_timeout: 5000,
    query_timeout: 6000,
    application_name: 'gatehouse',
  });
  // A connection that is lost while nobody uses it; the next query opens another.
  pool.on('error', (error) => logger().debug({ part: 'database', reason: error.message }, 'a connection was lost'));
  // A pooler in transaction mode gives each statement another connection; named statements need one that stays.
  const nameOf = /[?&]pgbouncer=true/.test(connectionString) ? () => '' : statementNames();
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator: ({ sql }) => nameOf(sql) });
  return { client: new PrismaClient({ adapter, errorFormat: 'minimal' }), pool, nameOf };
}

/** Created on first use, because `next build` has no configuration. */
function connected(): Connected {
  holder.gatehouseDatabase ??= connect();
  return holder.gatehouseDatabase;
}

/** How the connections of this process stand; `waiting` are queries that have none. */
export function connectionFigures(): { open: number; idle: number; waiting: number; max: number } {
  const { totalCount, idleCount, waitingCount } = connected().pool;
  return { open: totalCount, idle: idleCount, waiting: waitingCount, max: maxConnections };
}

/** The one Prisma client of this process. */
export function db(): PrismaClient {
  return connected().client;
}

/**
 * Runs a statement written by hand. Outside of a transaction it goes straight to Prisma's pool: on the paths where every
 * request pays for it, Prisma's engine costs more than the query (docs/decisions/0008). Rows are as `pg` reads them, so a
 * `bigint` is a string: cast it.
 */
export async function runStatement<Row extends object>(database: Database, statement: Prisma.Sql): Promise<Row[]> {
  const { client, pool, nameOf } = connected();
  if (database !== client) return database.$queryRaw<Row[]>(statement);
  const { text, values } = statement;
  return (await pool.query<Row>({ name: nameOf(text), text, values })).rows;
}

/**
 * Runs a statement written by hand and has it planned for its own values: where the best plan depends on what is asked
 * for (a rare role, a common one), a plan that is made for all of them is bad for some.
 */
export async function runPlannedStatement<Row extends object>({ text, values }: Prisma.Sql): Promise<Row[]> {
  return (await connected().pool.query<Row>({ text, values })).rows;
}

type Ending = (transaction: Transaction) => Promise<void>;

const endings = new AsyncLocalStorage<Ending>();

/** Runs `work`, in which each transaction ends with `ending`: what that writes stands with it or not at all; when it throws, nothing stands. */
export function endingTransactionsWith<T>(ending: Ending, work: () => Promise<T>): Promise<T> {
  return endings.run(ending, work);
}

/** Runs `work` in one transaction: everything it writes stands together or not at all. */
export function inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const ending = endings.getStore();
  const whole = async (transaction: Transaction) => {
    const result = await work(transaction);
    await ending?.(transaction);
    return result;
  };
  return db().$transaction(ending ? whole : work, { maxWait: 3000, timeout: 8000 });
}
