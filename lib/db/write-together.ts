import { type Database, runStatement } from './client.ts';
import { Prisma } from './generated/client.ts';

/** A write, and what else it does for each row that it wrote: a function call, which runs only where there is one. */
export type Write = Prisma.Sql | { statement: Prisma.Sql; returning: Prisma.Sql };

/** The rows that the n-th statement of `writeTogether` wrote, as a table to read from. */
export function written(index: number): Prisma.Sql {
  return Prisma.raw(`write_${index}`);
}

/**
 * Runs several writes as one statement (data-modifying CTEs, PostgreSQL §7.8.4): one round trip, all or nothing.
 * They share one snapshot, so none may depend on what another writes; foreign keys between them are fine. `read` is
 * the query whose rows are answered: it sees the tables as they were before, and what was written through `written`.
 */
export function writeTogether<Row extends object>(
  database: Database,
  statements: readonly Write[],
  read = Prisma.sql`SELECT 1`,
): Promise<Row[]> {
  const parts = statements.map((write, index) =>
    'returning' in write
      ? Prisma.sql`${written(index)} AS (${write.statement} RETURNING *, ${write.returning})`
      : Prisma.sql`${written(index)} AS (${write} RETURNING *)`,
  );
  return runStatement<Row>(database, Prisma.sql`WITH ${Prisma.join(parts, ', ')} ${read}`);
}
