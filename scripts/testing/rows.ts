import { db } from '#lib/db/client.ts';

type Name = { schema: string; name: string };

/** Every table with rows of its own in the schemas that hold data. */
async function tables(schemas: readonly string[]): Promise<Name[]> {
  return db().$queryRaw<Name[]>`
    SELECT n.nspname::text AS schema, c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = ANY(${[...schemas]}::text[]) ORDER BY 1, 2`;
}

const ours = ['public', 'vault', 'graphile_worker', 'audit_partitions'];

/** How many rows each table has: two equal answers mean that nothing was added or removed. */
export async function rowCounts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { schema, name } of await tables(ours)) {
    const [row] = await db().$queryRawUnsafe<{ count: bigint }[]>(`SELECT count(*) FROM "${schema}"."${name}"`);
    counts[`${schema}.${name}`] = Number(row?.count ?? 0);
  }
  return counts;
}

/** Every row of every table as text, as a dump would hold them, sorted; byte columns in hex. */
export async function everyRow(): Promise<string> {
  const rows: string[] = [];
  for (const { schema, name } of await tables(ours)) {
    const found = await db().$queryRawUnsafe<{ text: string }[]>(`SELECT t::text AS text FROM "${schema}"."${name}" t`);
    rows.push(...found.map(({ text }) => `${schema}.${name} ${text}`));
  }
  return rows.sort().join('\n');
}

/** The audit trail in the order it was written, optionally of one subject or one request. */
export function events(where: { subjectId?: string; action?: string } = {}) {
  return db().auditEvent.findMany({ where, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
}

/** Runs `work` and answers what it returned and which events were written meanwhile. */
export async function withEvents<T>(work: () => Promise<T>): Promise<{ result: T; events: { action: string; reason: string | null }[] }> {
  const before = new Set((await events()).map(({ id }) => id));
  const result = await work();
  return { result, events: (await events()).filter(({ id }) => !before.has(id)) };
}
