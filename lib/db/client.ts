import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import { env } from '#lib/env.ts';
import { type Prisma, PrismaClient } from './generated/client.ts';

/** What a query can run on: the client, or the transaction the caller is in. */
export type Database = PrismaClient | Prisma.TransactionClient;
export type Transaction = Prisma.TransactionClient;

const holder = globalThis as { gatehouseDatabase?: PrismaClient };

const maxStatements = 500;
const statementNames = new Map<string, string>();

/** Names each distinct query once, so that PostgreSQL plans it once per connection. Past 500 a query goes unnamed. */
function statementName({ sql }: { sql: string }): string {
  let name = statementNames.get(sql);
  if (name === undefined) {
    name = statementNames.size < maxStatements ? `gatehouse_${statementNames.size}` : '';
    if (name) statementNames.set(sql, name);
  }
  return name;
}

function createClient(): PrismaClient {
  const connectionString = env().DATABASE_URL;
  const settings: PoolConfig = {
    connectionString,
    max: 12,
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: 60_000,
    // A database that hangs must become a 503, not a request that never ends.
    statement_timeout: 5000,
    query_timeout: 6000,
    application_name: 'gatehouse',
  };
  // A pooler in transaction mode gives each statement another connection; named statements need one that stays.
  const pooled = /[?&]pgbouncer=true/.test(connectionString);
  const adapter = new PrismaPg(settings, pooled ? {} : { statementNameGenerator: statementName });
  return new PrismaClient({ adapter, errorFormat: 'minimal' });
}

/** The one Prisma client of this process; created on first use, because `next build` has no configuration. */
export function db(): PrismaClient {
  holder.gatehouseDatabase ??= createClient();
  return holder.gatehouseDatabase;
}

/** Runs `work` in one transaction: everything it writes stands together or not at all. */
export function inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return db().$transaction(work, { maxWait: 3000, timeout: 8000 });
}
