import { z } from 'zod';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import { db } from '#lib/db/client.ts';
import { readPools } from '#lib/pools/read-pools.ts';

/** Whom a text names. `userId` is null where that is nobody, and where it is several: then they are in these `pools`, one in each. */
export type NamedUser = { userId: string | null; pools: string[] };

/**
 * Whom somebody means by an exact address, username or id. Several pools can have the same address or username: none of them
 * is guessed, `staff:ada@example.com` says which. `within` one pool nobody of another is found. Only for those who may see users.
 */
export async function findNamedUser(text: string, within?: string): Promise<NamedUser> {
  const [, pool, name = ''] = /^(?:([a-z0-9-]+):)?(.*)$/s.exec(text.trim().toLowerCase()) ?? [];
  if (name === '' || name.length > 320) return { userId: null, pools: [] };
  const known = within === undefined ? (await readPools()).map((each) => each.name) : [within];
  const pools = pool === undefined ? known : known.filter((each) => each === pool);
  const named = z.uuid().safeParse(name).success
    ? { id: name }
    : name.includes('@')
      ? { emailIndex: await emailIndex(name) }
      : { usernameIndex: name };
  const found = await db().user.findMany({
    where: { ...named, pool: { in: pools }, status: { not: 'erased' } },
    select: { id: true, pool: true },
  });
  const [only] = found;
  return { userId: only && found.length === 1 ? only.id : null, pools: found.map((each) => each.pool).sort() };
}
