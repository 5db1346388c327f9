import { randomBytes } from 'node:crypto';
import { db } from '#lib/db/client.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { forgetPools } from '#lib/pools/read-pools.ts';
import type { PoliciesPatch } from '#lib/settings/settings.ts';

/** A pool that no other test has; answers its name. */
export async function makePool(overrides: PoliciesPatch = {}): Promise<string> {
  const name = `pool-${randomBytes(6).toString('hex')}`;
  await db().userPool.create({ data: { id: uuidv7(), name, displayName: name, overrides: overrides as object } });
  forgetPools();
  return name;
}

/** The header of a request about a pool. */
export function about(pool: string): { headers: Record<string, string> } {
  return { headers: { 'x-gatehouse-pool': pool } };
}
