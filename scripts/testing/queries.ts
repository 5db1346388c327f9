import pg from 'pg';
import { vi } from 'vitest';

/**
 * How many statements this process sends to PostgreSQL while `work` runs, `BEGIN` and `COMMIT` included: its round trips.
 * Settings and signing keys, which the first caller in a while reads for all, are left out.
 */
export async function countQueries(work: () => Promise<unknown>): Promise<number> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return query.mock.calls.map(([config]) => JSON.stringify(config)).filter((text) => !/\b(?:setting|signing_key)\b/.test(text)).length;
  } finally {
    query.mockRestore();
  }
}
