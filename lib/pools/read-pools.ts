import { db } from '#lib/db/client.ts';
import { freshCopy } from '#lib/db/fresh-copy.ts';
import { fieldError, ServiceError } from '#lib/errors.ts';
import { knownSettings, readSettingsVersion } from '#lib/settings/read-settings.ts';
import type { Policies, PolicyGroup } from '#lib/settings/settings.ts';
import { defaultPool, poolNamePattern } from './pool-name.ts';

/** The values that a pool has otherwise than the installation. */
export type Overrides = Partial<Record<PolicyGroup, Record<string, unknown>>>;

export type Pool = { name: string; displayName: string; overrides: Overrides };

const copy = freshCopy('pools', async (): Promise<ReadonlyMap<string, Pool>> => {
  const rows = await db().userPool.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return new Map(rows.map(({ name, displayName, overrides }) => [name, { name, displayName, overrides: knownSettings(overrides) }]));
});

/** All pools, the oldest first; at most a second old. */
export async function readPools(): Promise<Pool[]> {
  return [...(await copy.read()).values()];
}

/** The pool of this name, or null. One that was made a moment ago, on whichever instance, is found. */
export async function findPool(name: string): Promise<Pool | null> {
  if (!poolNamePattern.test(name)) return null;
  return (await copy.read()).get(name) ?? (await copy.readAgain()).get(name) ?? null;
}

/** The pool of this name, as text that somebody sent. VALIDATION_FAILED, which names the field, where there is none. */
export async function requirePool(name: string, field: string): Promise<string> {
  if (name === defaultPool || (await findPool(name))) return name;
  throw fieldError(field, 'unknown_pool', 'There is no pool of this name.');
}

/** The next reader asks the database: this process has just changed something. */
export const forgetPools = copy.forget;

/** The settings with what a pool has otherwise. */
export function policiesWith(settings: Policies, { passwords, factors, sign_in: signIn, lockout }: Overrides): Policies {
  return {
    passwords: { ...settings.passwords, ...passwords },
    factors: { ...settings.factors, ...factors },
    sign_in: { ...settings.sign_in, ...signIn },
    lockout: { ...settings.lockout, ...lockout },
  };
}

/** The policies for the people of a pool, at most a second old. Throws where they cannot be read: a policy is not lifted by that. */
export async function readPolicies(pool: string): Promise<Policies> {
  const { settings } = await readSettingsVersion();
  // An installation without further pools never asks for them.
  if (pool === defaultPool) return settings;
  const found = await findPool(pool);
  // It was deleted since the request came in; the next one learns that from its header.
  if (!found) throw new ServiceError('UNAVAILABLE');
  return policiesWith(settings, found.overrides);
}

/** The policies of some pools, read beforehand: for whoever judges many people at once. */
export type PoliciesOf = (pool: string) => Policies;

export async function readPoliciesOf(pools: Iterable<string>): Promise<PoliciesOf> {
  const read = new Map(await Promise.all([...new Set(pools)].map(async (pool) => [pool, await readPolicies(pool)] as const)));
  return (pool) => {
    const policies = read.get(pool);
    if (!policies) throw new Error(`The policies of ${pool} were not read.`);
    return policies;
  };
}
