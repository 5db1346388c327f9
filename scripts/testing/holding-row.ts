import pg from 'pg';
import { expect, vi } from 'vitest';
import { db } from '#lib/db/client.ts';

/** Holds a row of the database while `work` is done, which can wait until somebody waits for it. */
export async function holdingRow(table: 'user' | 'role', id: string, work: (isMet: () => Promise<void>) => Promise<void>): Promise<void> {
  const blocker = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await blocker.connect();
  try {
    const { rows } = await blocker.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await blocker.query('BEGIN');
    await blocker.query(`SELECT 1 FROM "${table}" WHERE id = $1 FOR UPDATE`, [id]);
    const waiting = () => db().$queryRaw<object[]>`SELECT 1 FROM pg_stat_activity WHERE ${rows[0]?.pid}::int = ANY(pg_blocking_pids(pid))`;
    await work(() => vi.waitFor(async () => expect(await waiting()).toHaveLength(1), { timeout: 30_000 }));
  } finally {
    await blocker.end();
  }
}
