import { readPools } from '#lib/pools/read-pools.ts';

/** The pools to choose among, the default one first. */
export async function poolChoices(): Promise<{ value: string; label: string }[]> {
  return (await readPools()).map(({ name, displayName }) => ({ value: name, label: displayName }));
}
