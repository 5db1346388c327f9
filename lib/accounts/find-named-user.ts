import { z } from 'zod';
import { emailIndex } from '#lib/crypto/blind-index.ts';
import { db } from '#lib/db/client.ts';
import { readPools } from '#lib/pools/read-pools.ts';

/** Whom a text names. `userId` is null where that is nobody, and where it is several: then they are in these `pools`, one in each. */
export type NamedUser = { userId: string | null; pools: string[] };

/**
 * Whom somebody means by an exact address, username or id. Several pools can have the same address or username: none of them
 * is guessed, `staff:ada@example.com` says which. Only for those who may see users.
 */
export async function findNamedUser(text: string): Promise<NamedUser> {
  const [, pool, name = ''] = /^(?:([a-z0-9-]+):)?(.*)$/s.exec(text.trim().toLowerCase()) ?? [];
  if (name === '' || name.length > 320) return { userId: null, pools: [] };
  const pools = pool === undefined ? (await readPools()).map((each) => each.name) : [pool];
  const named = z.uuid().safeParse(name).success
    ? { id: name }
    : { pool: { in: pools }, ...(name.includes('@') ? { emailIndex: await emailIndex(name) } : { usernameIndex: name }) };
  const found = await db().user.findMany({ where: { ...named, status: { not: 'erased' } }, select: { id: true, pool: true } });
  const [only] = found;
  return { userId: only && found.length === 1 ? only.id : null, pools: found.map((each) => each.pool).sort() };
}
