import { z } from 'zod';
import { readPools } from '#lib/pools/read-pools.ts';
import { findAccountByEmail, findAccountById, findAccountByUsername } from './find-user.ts';

/**
 * Whom somebody means by an exact address, username or id; null when that is nobody. Where several pools have one, the
 * account of the oldest pool: the others are named by their id. Only for those who may see users.
 */
export async function findNamedUser(text: string): Promise<string | null> {
  const name = text.trim().toLowerCase();
  if (name === '' || name.length > 320) return null;
  if (z.uuid().safeParse(name).success) return (await findAccountById(name))?.id ?? null;
  const find = name.includes('@') ? findAccountByEmail : findAccountByUsername;
  for (const { name: pool } of await readPools()) {
    const account = await find(pool, name);
    if (account) return account.id;
  }
  return null;
}
