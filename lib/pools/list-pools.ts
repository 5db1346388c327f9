import type { Pagination } from '#lib/contracts/paging.ts';
import type { PoolShape } from '#lib/contracts/pools.ts';
import { db } from '#lib/db/client.ts';
import type { UserPool } from '#lib/db/generated/client.ts';
import { type PageOptions, readPage } from '#lib/db/read-page.ts';
import { ServiceError } from '#lib/errors.ts';
import { knownSettings, readSettingsVersion } from '#lib/settings/read-settings.ts';
import type { Policies } from '#lib/settings/settings.ts';
import { defaultPool } from './pool-name.ts';
import { policiesWith } from './read-pools.ts';

function present(row: UserPool, settings: Policies): PoolShape {
  const { id, name, displayName, version, createdAt, updatedAt } = row;
  const overrides = knownSettings(row.overrides);
  return {
    id,
    name,
    display_name: displayName,
    is_default: name === defaultPool,
    overrides: overrides as PoolShape['overrides'],
    policies: policiesWith(settings, overrides),
    version,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

/** A pool as the API shows it, with what counts in it. */
export async function presentPool(row: UserPool): Promise<PoolShape> {
  return present(row, (await readSettingsVersion()).settings);
}

/** A page of the pools, newest first. */
export async function listPools(options: PageOptions): Promise<{ pools: PoolShape[]; pagination: Pagination }> {
  const [{ rows, pagination }, { settings }] = await Promise.all([
    readPage('pools', options, { find: (page) => db().userPool.findMany(page), count: () => db().userPool.count() }),
    readSettingsVersion(),
  ]);
  return { pools: rows.map((row) => present(row, settings)), pagination };
}

/** One pool; null when there is none of this name. */
export async function findPoolByName(name: string): Promise<PoolShape | null> {
  const row = await db().userPool.findUnique({ where: { name } });
  return row && presentPool(row);
}

/** The same; NOT_FOUND instead of null. */
export async function getPool(name: string): Promise<PoolShape> {
  const pool = await findPoolByName(name);
  if (!pool) throw new ServiceError('NOT_FOUND');
  return pool;
}
